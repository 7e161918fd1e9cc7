/** A meeting's recordings: what is being composed is followed. */
import "../recordings/film.scss";
import { follow } from "../ui/follow";

follow(location.href);
