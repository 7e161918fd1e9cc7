/** The desk's list of who is and was in the room. */
import "../attendance/ledger.scss";
import { follow } from "../ui/follow";

follow(location.href);
