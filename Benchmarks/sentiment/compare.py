"""Accuracy and macro-F1 of wick's lexicon against VADER on labelled headlines.

Usage: compare.py LABELLED.csv [--split held] [--wrong] < output of `wick sentiment` for the same headlines, in order

The file has the columns text, asset, label (negative, neutral, positive) and optionally split. Both scorers get the same
rule: below -0.05 is negative, above 0.05 positive, which is what VADER's authors recommend.
"""

import argparse
import csv
import json
import sys

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

LABELS = ("negative", "neutral", "positive")


def label(score):
    return "negative" if score < -0.05 else "positive" if score > 0.05 else "neutral"


def measure(pairs):
    """(accuracy, macro-F1) of (expected, found) pairs."""
    accuracy = sum(expected == found for expected, found in pairs) / len(pairs)
    scores = []
    for name in LABELS:
        hits = sum(expected == found == name for expected, found in pairs)
        wrong = sum((expected == name) != (found == name) for expected, found in pairs)
        scores.append(2 * hits / (2 * hits + wrong) if hits else 0.0)
    return accuracy, sum(scores) / len(scores)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("labelled")
    parser.add_argument("--split")
    parser.add_argument("--wrong", action="store_true", help="list what the lexicon gets wrong")
    options = parser.parse_args()
    with open(options.labelled, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    answers = [json.loads(line) for line in sys.stdin]
    if len(answers) != len(rows):
        sys.exit(f"compare.py: {len(answers)} answers for {len(rows)} headlines")
    chosen = [(r, a) for r, a in zip(rows, answers) if options.split in (None, r.get("split"))]
    vader = SentimentIntensityAnalyzer()
    lexicon = measure([(r["label"], label(a["sentiment"])) for r, a in chosen])
    baseline = measure([(r["label"], label(vader.polarity_scores(r["text"])["compound"])) for r, _ in chosen])
    assets = sum(r["asset"] == a["asset"] for r, a in chosen) / len(chosen)
    print(f"{'':8} {'accuracy':>9} {'macro-F1':>9}   n = {len(chosen)}")
    print(f"{'lexicon':8} {lexicon[0]:9.3f} {lexicon[1]:9.3f}   asset right {assets:.3f}")
    print(f"{'VADER':8} {baseline[0]:9.3f} {baseline[1]:9.3f}")
    if options.wrong:
        for row, answer in chosen:
            found = label(answer["sentiment"])
            if found != row["label"]:
                print(f"{row['label'][:3]} {answer['sentiment']:+.2f} {row['text']}  {answer['words']}")


if __name__ == "__main__":
    main()
