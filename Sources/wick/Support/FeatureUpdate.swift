import WickDomain
import WickPipeline
import WickStore

/// Brings the stored features up to date, with a bar that shows how far it is. Owned by one command.
struct FeatureUpdate {
    private let store: Store

    init(_ store: Store) { self.store = store }

    /// - Returns: what became of the stored features.
    func run() throws(StoreError) -> FeatureChanges {
        var refresh = FeatureRefresh(store)
        var bar = ProgressBar(title: "features")
        defer { bar.clear() }
        try refresh.run { fraction, time in bar.show(fraction, detail: "\(time)") }
        return refresh.changes
    }
}

extension FeatureChanges {
    /// "525600 feature rows (12 changed, 3 removed)".
    var text: String {
        var details: [String] = []
        if changed > 0 { details.append("\(changed) changed") }
        if removed > 0 { details.append("\(removed) removed") }
        return "\(added) feature rows" + (details.isEmpty ? "" : " (\(details.joined(separator: ", ")))")
    }
}

extension StaleFeatures {
    static let remedy = "wick features --rebuild brings them up to date"

    /// Says on standard error which features of these instruments are out of date.
    static func tell(of instruments: [Instrument], _ store: Store, command: String) throws(StoreError) {
        for line in lines(try store.staleFeatures().filter { instruments.contains($0.instrument) }) {
            Console.error("wick \(command): note: features of \(line) are out of date: \(remedy)")
        }
    }

    /// What is out of date of some instruments, as one line each: "kraken BTC/USD from … to …". Spans of one instrument become one.
    static func lines(_ stale: [StaleFeatures]) -> [String] {
        let grouped = Dictionary(grouping: stale, by: \.instrument)
        return grouped.keys.sorted().compactMap { instrument in
            let spans = grouped[instrument] ?? []
            guard let start = spans.map(\.range.lowerBound).min(), let end = spans.map(\.range.upperBound).max() else {
                return nil
            }
            return "\(instrument) from \(start) to \(end)"
        }
    }
}
