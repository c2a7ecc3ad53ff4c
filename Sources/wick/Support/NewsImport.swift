import WickDomain
import WickNews
import WickPipeline
import WickStore

/// Collected headlines into the store, scored as of when they were seen, and then the features of the minutes that they concern. Owned by
/// the import command.
struct NewsImport {
    private let store: Store
    private var intake: NewsIntake
    private var features = FeatureChanges()
    private var counts = HeadlineImport.Counts()

    init(_ store: Store) {
        self.store = store
        intake = NewsIntake(store)
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
            try intake.add(headline)
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

    /// Stores what waits, and brings features up to date.
    mutating func finish() throws(StoreError) {
        try intake.flush()
        features = try FeatureUpdate(store).run()
    }

    var summary: String {
        let stored = "\(intake.receipt.added) headlines and scores stored, \(intake.receipt.present) there already"
        return
            "\(counts.rows) rows, \(counts.headlines) headlines (\(counts.edits) edits), \(counts.duplicates) duplicates, "
            + "\(counts.faulty) faulty; \(stored); \(features.text)"
    }
}
