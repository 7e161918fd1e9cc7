"""Prometheus for tests: asks a process for its figures over HTTP and reads them with the library's own parser."""

import urllib.request

from prometheus_client.parser import text_string_to_metric_families


class Scrape:
    """All samples of one answer."""

    def __init__(self, text):
        families = list(text_string_to_metric_families(text))
        self.kinds = {family.name: family.type for family in families}
        self.samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in families
            for sample in family.samples
        }

    def value(self, name, **labels):
        """The one sample with these labels; None where there is none."""
        return self.samples.get((f"diemcau_{name}", frozenset(labels.items())))

    def labels(self, name):
        """The values of every label `name` that occurs."""
        return {value for _, labels in self.samples for label, value in labels if label == name}


def scrape(port) -> Scrape:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        return Scrape(answer.read().decode())
