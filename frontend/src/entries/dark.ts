/** The dark room's base style, beside page.ts; the room's own script is an entry of its own. */
import "../styles/room.scss";
