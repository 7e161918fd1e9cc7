/* Says "ok" for each calendar file that libical reads without an error and whose iTIP restrictions hold (RFC 5546). */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int count, char **paths) {
  for (int i = 1; i < count; i++) {
    FILE *file = fopen(paths[i], "rb");
    if (!file) return 2;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = calloc(size + 1, 1);
    if (fread(text, 1, size, file) != (size_t)size) return 2;
    fclose(file);
    icalcomponent *calendar = icalparser_parse_string(text);
    if (!calendar || icalcomponent_count_errors(calendar) || !icalrestriction_check(calendar)) {
      printf("broken\n");
      if (calendar) printf("%s\n", icalcomponent_as_ical_string(calendar));
    } else {
      printf("ok\n");
    }
  }
  return 0;
}
