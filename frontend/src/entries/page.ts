/** Every page: styles and the small life of the shell. */
import "../styles/page.scss";
