/** What a screen reader is told when the room changes: only what concerns this person (DESIGN.md 8). Pure. */
import { msg, str } from "@lit/localize";
import type { LineState } from "./connection";
import type { Limits } from "./dc-stage";
import type { Hat, Seat } from "./messages";
import { isChair, isHeard, nameOf, openItem, placeOf, wears, type RoomState } from "./state";
import { clockTime, day } from "./times";

export interface Announcement {
  words: string;
  assertive: boolean;
}

export function announcements(before: RoomState | null, now: RoomState): Announcement[] {
  if (!before) return [];
  return [
    ...ofFloor(before, now),
    ...ofQueue(before, now),
    ...ofMeeting(before, now),
    ...ofSeats(before, now),
    ...ofStage(before, now),
    ...ofChat(before, now),
  ];
}

export function lineAnnouncement(before: LineState, now: LineState): Announcement | null {
  if (before.late === "no" && now.late === "plate") return { words: msg("Mất kết nối, đang nối lại"), assertive: true };
  if (before.late !== "no" && now.phase === "connected") return { words: msg("Đã nối lại"), assertive: false };
  return null;
}

/** What had to be left out, once it changes; the note and the plate show it as long as it lasts. */
export function limitsAnnouncement(before: Limits, now: Limits): Announcement | null {
  if (before.level === now.level && before.reason === now.reason) return null;
  const words = limitsWords(now) || msg("Hình đã trở lại đầy đủ");
  return { words, assertive: false };
}

function limitsWords({ level, reason }: Limits): string {
  if (level === "full") return "";
  if (level === "reduced")
    return reason === "server" ? msg("Máy chủ bận, bớt hình") : msg("Đường truyền yếu, bớt hình");
  if (reason === "server") return msg("Máy chủ đang bận: chỉ còn âm thanh và tài liệu.");
  if (reason === "line") return msg("Đường truyền yếu: chỉ còn âm thanh và tài liệu.");
  return msg("Bạn đã chọn tiết kiệm đường truyền: chỉ còn âm thanh và tài liệu.");
}

function ofFloor(before: RoomState, now: RoomState): Announcement[] {
  const me = now.you.seat;
  if (isHeard(now, me) && !isHeard(before, me)) {
    const invited = now.turn?.seat_id === me;
    return [
      {
        words: invited ? msg("Micro của bạn đang mở. Mời bạn phát biểu") : msg("Micro của bạn đang mở"),
        assertive: true,
      },
    ];
  }
  if (!isHeard(now, me) && isHeard(before, me)) return [{ words: msg("Micro của bạn đã tắt"), assertive: true }];
  return turnOfOthers(before, now);
}

function ofStage(before: RoomState, now: RoomState): Announcement[] {
  const news: string[] = [];
  if (before.mode !== now.mode)
    news.push(
      { one_mic: msg("Chế độ một micro"), queue: msg("Phát biểu theo hàng đợi"), free: msg("Thảo luận tự do") }[
        now.mode
      ],
    );
  if (before.pinned !== now.pinned)
    news.push(now.pinned ? msg(str`Chủ trì ghim ${nameOf(now, now.pinned)}`) : msg("Chủ trì bỏ ghim"));
  if (before.recording !== now.recording) news.push(now.recording ? msg("Cuộc họp đang được ghi") : msg("Đã dừng ghi"));
  return news.map((words) => ({ words, assertive: false }));
}

function turnOfOthers(before: RoomState, now: RoomState): Announcement[] {
  if (!now.turn || now.turn.turn_id === before.turn?.turn_id || now.turn.seat_id === now.you.seat) return [];
  return [{ words: msg(str`${nameOf(now, now.turn.seat_id)} phát biểu`), assertive: false }];
}

function ofQueue(before: RoomState, now: RoomState): Announcement[] {
  const [was, is] = [placeOf(before, now.you.seat), placeOf(now, now.you.seat)];
  if (is && is !== was) return [{ words: msg(str`Bạn đang chờ phát biểu, thứ ${is}`), assertive: false }];
  return [];
}

function ofMeeting(before: RoomState, now: RoomState): Announcement[] {
  const news: Announcement[] = [];
  if (before.meeting.state !== now.meeting.state && now.meeting.state === "open")
    news.push({ words: msg("Cuộc họp đã khai mạc"), assertive: false });
  if (before.meeting.state === "open" && now.meeting.state === "closed")
    news.push({ words: msg("Cuộc họp đã kết thúc"), assertive: true });
  const item = openItem(now);
  if (item && item.id !== before.item)
    news.push({ words: msg(str`Mục ${item.number}: ${item.title}`), assertive: false });
  return news;
}

/** Who is expected more or no longer: the desk's concern. The others see it in the list. */
function ofSeats(before: RoomState, now: RoomState): Announcement[] {
  if (!isChair(now) && !wears(now, "secretary")) return [];
  const news = [
    ...without(now.seats, before.seats).map(({ name }) => msg(str`Mời thêm ${name}`)),
    ...without(before.seats, now.seats).map(({ name }) => msg(str`${name} không còn dự`)),
  ];
  return news.length ? [{ words: news.join(". "), assertive: false }] : [];
}

const without = (these: readonly Seat[], those: readonly Seat[]): Seat[] =>
  these.filter(({ id }) => !those.some((other) => other.id === id));

/** What was changed of the meeting while we are in it: everybody is told, in a toast that is also read out. */
export function planNews(before: RoomState | null, now: RoomState): string[] {
  if (!before) return [];
  const [was, is] = [before.meeting, now.meeting];
  const news = before.you.role === now.you.role ? [] : [youAre(now.you.role)];
  if (was.title !== is.title) news.push(msg(str`Cuộc họp đổi tên: ${is.title}`));
  if (was.starts_at !== is.starts_at || was.ends_at !== is.ends_at)
    news.push(
      msg(str`Cuộc họp đổi giờ: ${clockTime(is.starts_at)} đến ${clockTime(is.ends_at)}, ${day(is.starts_at)}`),
    );
  if (outline(before) !== outline(now)) news.push(msg("Chương trình họp có thay đổi"));
  return news;
}

function youAre(role: Hat): string {
  if (role === "chair") return msg("Từ bây giờ bạn chủ trì cuộc họp này");
  if (role === "secretary") return msg("Từ bây giờ bạn là thư ký cuộc họp này");
  return msg("Từ bây giờ bạn dự họp với tư cách đại biểu");
}

const outline = ({ items }: RoomState): string => JSON.stringify(items.map(({ id, title }) => [id, title]));

function ofChat(before: RoomState, now: RoomState): Announcement[] {
  const last = now.chat.at(-1);
  if (!last || last.seq === before.chat.at(-1)?.seq || last.seat_id === now.you.seat) return [];
  return [{ words: msg(str`${nameOf(now, last.seat_id)} viết: ${last.text}`), assertive: false }];
}
