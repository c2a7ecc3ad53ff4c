import ArgumentParser
import WickDomain
import WickPipeline
import WickStore

struct Headlines: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the headlines of the store with their scores, as csv or jsonl.",
        discussion: """
            One row a headline in the order in which they were seen: its latest version and score, or those that were known at a moment.

              wick headlines --from 7d > week.csv
              wick headlines --from 2026-03-01 --to 2026-04-01 --as-of 2026-04-01 --format jsonl
            """)

    @Option(help: "csv or jsonl.")
    var format: CandleFormat = .csv

    @OptionGroup var span: SpanArguments
    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws { _ = try span.range }

    func run() throws {
        let store = try database.open(try source.load(for: "headlines"), .readOnly, for: "headlines")
        let text = HeadlineText(format: format)
        let output = try OutputFile(path: nil, command: "headlines")
        try output.write(text.header)
        do throws(StoreError) {
            let asOf = span.asOf?.timestamp
            let headlines = try store.headlines(seenIn: range, asOf: asOf)
            guard !headlines.isEmpty else {
                throw StoreError.failed(
                    path: store.path, doing: "reading headlines", reason: "there are none in that time")
            }
            let scores = try scores(store, asOf)
            for headline in headlines { try write(output, text.line(headline, scores[Key(headline)])) }
        } catch {
            throw CommandFailure("headlines", error)
        }
        try output.flush()
    }

    private var range: Range<Timestamp> {
        // Checked by `validate`.
        (try? span.range) ?? Timestamp(microseconds: 0)..<Timestamp(microseconds: .max)
    }

    private func write(_ output: OutputFile, _ line: String) throws(StoreError) {
        do { try output.write(line) } catch {
            throw .failed(path: "standard output", doing: "writing", reason: "\(error)")
        }
    }

    private struct Key: Hashable {
        let id: String
        let version: Int

        init(_ headline: Headline) { (id, version) = (headline.id, headline.version) }
        init(_ score: SentimentScore) { (id, version) = (score.headlineID, score.headlineVersion) }
    }

    /// The latest known score of each version.
    private func scores(_ store: Store, _ asOf: Timestamp?) throws(StoreError) -> [Key: SentimentScore] {
        let all = try store.scores(knownIn: range.lowerBound..<Timestamp(microseconds: .max), asOf: asOf)
        return Dictionary(all.map { (Key($0), $0) }) { _, later in later }
    }
}
