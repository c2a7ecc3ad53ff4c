import ArgumentParser
import WickDomain
import WickNews

struct Sentiment: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score headlines from standard input, one a line (JSON lines on standard output).",
        discussion: """
            Each answer has text, asset (btc, eth, market, none), sentiment (-1 to 1), confidence (0 to 1), scorer, and the words that moved
            the score. Within 0.05 of zero a headline is neutral.

              echo 'Bitcoin falls less than feared' | wick sentiment
            """)

    func run() async throws {
        let scorer = LexiconScorer()
        while let line = readLine() {
            let title = PlainText.line(line)
            let found = scorer.assess(title)
            Console.print(SentimentLine(text: title, found).json)
        }
    }
}
