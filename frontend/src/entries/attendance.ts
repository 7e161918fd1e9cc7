/** The desk's list of who is and was in the room. */
import "../attendance/ledger.scss";
import { follow } from "../attendance/follow";

follow(location.href);
