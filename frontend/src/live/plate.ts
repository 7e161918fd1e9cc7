/** What a seat's name plate says of a substitute. */
import { msg, str } from "@lit/localize";
import type { Seat } from "./messages";

/** "dự thay Trần Thị B", or nothing. */
export const inPlaceOf = (seat: Seat): string => (seat.stands_in_for ? msg(str`dự thay ${seat.stands_in_for}`) : "");

/** "Nguyễn Văn A (dự thay Trần Thị B)". */
export const plateOf = (seat: Seat): string =>
  seat.stands_in_for ? msg(str`${seat.name} (dự thay ${seat.stands_in_for})`) : seat.name;
