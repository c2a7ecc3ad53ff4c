import WickDomain
import WickNews
import WickPipeline
import WickStore

/// Collected headlines into the store, scored as of when they were seen, and then the features of all minutes from the first on. Owned by
/// the import command.
struct NewsImport {
    private let store: Store
    private var writer: StoreWriter
    private let lexicon = LexiconScorer()
    private var first: Timestamp?
    private var features = StoreBatch.Receipt()
    private var counts = HeadlineImport.Counts()

    init(_ store: Store) {
        self.store = store
        writer = StoreWriter(store)
    }

    /// Stores what the file holds up to its end, or up to the first error in it, which is thrown.
    mutating func read(_ path: String) throws {
        var file = try HeadlineImport(path: path)
        var bar = ProgressBar(title: "import")
        defer {
            bar.clear()
            add(file.counts)
            for note in file.notes { Console.error("wick import: note: \(note)") }
        }
        while let headline = try file.next() {
            try add(headline)
            if let size = file.bytes.size, size > 0 {
                bar.show(Double(file.bytes.read) / Double(size), detail: "\(headline.seenTime)")
            }
        }
    }

    private mutating func add(_ own: HeadlineImport.Counts) {
        counts.rows += own.rows
        counts.headlines += own.headlines
        counts.edits += own.edits
        counts.duplicates += own.duplicates
        counts.faulty += own.faulty
    }

    private mutating func add(_ headline: Headline) throws(StoreError) {
        var rows = StoreWriter.Rows()
        rows.headlines = [headline]
        rows.scores = lexicon.scores([headline], at: headline.seenTime)
        first = min(first ?? headline.seenTime, headline.seenTime)
        try writer.add(rows)
    }

    mutating func finish() throws(StoreError) {
        try writer.flush()
        guard let first else { return }
        var refresh = FeatureRefresh(store, now: Timestamp(nanoseconds: WallClock.nanoseconds()))
        var bar = ProgressBar(title: "features")
        _ = try refresh.run(try store.instruments(), from: first) { fraction, time in
            bar.show(fraction, detail: "\(time)")
        }
        bar.clear()
        features = refresh.receipt
    }

    var summary: String {
        let stored = "\(writer.receipt.added) headlines and scores stored, \(writer.receipt.present) there already"
        return
            "\(counts.rows) rows, \(counts.headlines) headlines (\(counts.edits) edits), \(counts.duplicates) duplicates, "
            + "\(counts.faulty) faulty; \(stored); \(features.added) feature rows"
    }
}
