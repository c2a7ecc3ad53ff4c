import WickDomain
import WickFrames
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

    /// - Parameter importRun: the import that headlines are noted as stored by.
    init(_ store: Store, importRun: Int) {
        self.store = store
        intake = NewsIntake(store, importRun: importRun)
    }

    /// Rows that could be used.
    var usedRows: Int { counts.rows - counts.faulty }

    /// Stores what the file holds up to its end, or up to the first error in it, which is thrown.
    mutating func read(_ path: String, isStrict: Bool, faults: inout RowFaults) throws {
        var file = try HeadlineImport(path: path, isStrict: isStrict)
        var bar = ProgressBar(title: "import")
        defer {
            bar.clear()
            add(file.counts)
            faults += file.faults
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
        var stored = "\(intake.receipt.added) headlines and scores stored, \(intake.receipt.present) there already"
        for count in intake.refused { stored += ", \(count.words)" }
        return
            "\(counts.headlines) headlines (\(counts.edits) edits), \(counts.duplicates) duplicates; \(stored); "
            + features.text
    }
}
