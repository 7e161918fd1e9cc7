/** One's own line, measured by the browser itself every few seconds while it is connected. */
import { between, gradeOf, read, SteadyGrades, type Grade, type Line, type Reading, type Stat } from "./quality";

const EVERY_MS = 2_000; // as often as the node tells the desk

export interface OwnLine {
  line: Line;
  grade: Grade;
}

type Ask = () => Promise<Iterable<Stat> | null>;

export class OwnLineWatch {
  private readonly ask: Ask;
  private readonly tell: (own: OwnLine | null) => void;
  private readonly steady = new SteadyGrades();
  private before: Reading | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(ask: Ask, tell: (own: OwnLine | null) => void) {
    this.ask = ask;
    this.tell = tell;
  }

  start(): void {
    this.stop();
    this.timer = setInterval(() => void this.look(performance.now()), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.before = null;
  }

  /** One look, at a moment in ms. */
  async look(at: number): Promise<void> {
    const stats = await this.ask().catch(() => null); // the connection was closed meanwhile
    const { before } = this;
    this.before = stats && read(stats, at);
    const line = before && this.before && between(before, this.before);
    const grade = line && this.steady.take(new Map([["own", gradeOf(line)]])).get("own");
    this.tell(line && grade ? { line, grade } : null);
  }
}
