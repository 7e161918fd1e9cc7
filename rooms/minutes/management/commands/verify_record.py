"""Recompute the hashes of signed records, as restore drills and auditors do."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from rooms.minutes.signoff import queries


class Command(BaseCommand):
    help = "Recompute the hashes of a meeting's signed record, its files and its journal entry; fail if one differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("slug", nargs="?", help="the meeting's public address")
        which.add_argument("--all", action="store_true", help="every signed record of the house")

    def handle(self, *_args: object, **options: object) -> None:
        slug = options["slug"]
        records = queries.every_signed_record(str(slug) if slug else None)
        if slug and not records:
            raise CommandError(f"no signed record: {slug}")
        broken = 0
        for signed in records:
            faults = queries.faults_of(signed)
            broken += bool(faults)
            state = f"BROKEN {' '.join(faults)}" if faults else "ok"
            self.stdout.write(f"{signed.meeting.slug} version {signed.version} {signed.digest} {state}")
        if broken:
            raise CommandError(f"{broken} of {len(records)} records are not as they were signed")
        self.stdout.write(f"{len(records)} records verified")
