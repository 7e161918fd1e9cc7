/** One letter of the demo mailbox: its style alone. */
import "../demo/letter.scss";
