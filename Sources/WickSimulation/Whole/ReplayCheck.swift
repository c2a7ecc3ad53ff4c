import WickDomain
import WickFrames
import WickPipeline
import WickStore

/// A replay of what a process recorded, from the state it began with, gives what the process gave out.
///
/// A process that stopped in order recorded everything: every stream must be the same from end to end, and the store it began with becomes
/// the store it left when the replay's rows are written to it. Of one that died the recording and the store each lack what was not yet
/// on the disk: the streams must agree as far as both go, and the store must hold nothing else.
struct ReplayCheck {
    let seed: UInt64
    let models: any ModelSource
    /// The store that is rebuilt takes the same rows.
    let disturbance: StoreDisturbance

    /// Tables that follow from frames; the registry does not.
    private static let tables = [
        "candle", "feature", "gap", "headline", "outcome", "prediction", "refused_row", "sentiment",
    ]

    /// - Returns: rows that were compared.
    func check(_ life: LifeRecord) throws -> Int {
        let replayed = replay(life)
        let isWhole = life.isWhole
        let live = life.rows
        var count = 0
        count += try compare(life, "candles", replayed.candles, live.candles, isWhole)
        count += try compare(life, "vectors", replayed.vectors.map(Bits.init), live.vectors.map(Bits.init), isWhole)
        count += try compare(life, "headlines", replayed.headlines, live.headlines, isWhole)
        count += try compare(life, "scores", replayed.scores, live.scores, isWhole)
        count += try compare(life, "gaps", replayed.gaps, live.gaps, isWhole)
        count += try compare(life, "predictions", replayed.predictions, live.predictions, isWhole)
        count += try compare(life, "outcomes", replayed.outcomes, live.outcomes, isWhole)
        try checkStore(life, isWhole ? replayed : live, isWhole)
        try checkCounts(life)
        if life.receipt.conflicting > 0 {
            throw failure(life, "\(life.receipt.conflicting) rows were there already with other values")
        }
        if life.seated != life.registered {
            throw failure(life, "champions \(life.seated) predict, registered are \(life.registered)")
        }
        return count
    }

    /// Every row that was given out is stored, set aside with its reason, or counted as lost.
    private func checkCounts(_ life: LifeRecord) throws {
        guard life.ending == .stopped else { return }
        let receipt = life.receipt
        let known = receipt.added + receipt.present + receipt.conflicting + receipt.refused + life.unstored.total
        let refused = life.refused.reduce(0) { $0 + $1.count }
        guard known == life.rows.count, refused == receipt.refused else {
            throw failure(
                life,
                "\(life.rows.count) rows were given out; \(receipt), \(refused) with a reason, not stored: \(life.unstored)"
            )
        }
    }

    private func replay(_ life: LifeRecord) -> StoreWriter.Rows {
        var stage = ResearchStage(
            news: NewsStage(ledger: life.start.headlines), features: life.start.features,
            forecasts: ForecastStage(models: models, history: life.start.history))
        var rows = StoreWriter.Rows()
        var output = ResearchStage.Output()
        var rest = life.frames[...]
        // Other batches than the live run's.
        while !rest.isEmpty {
            var batch = FrameBatch(header: life.header)
            for frame in rest.prefix(997) { batch.append(frame) }
            rest = rest.dropFirst(997)
            output.removeAll()
            stage.fold(batch, into: &output)
            rows.add(StoreWriter.Rows(output))
        }
        guard life.isWhole else { return rows }
        output.removeAll()
        stage.finish(into: &output)
        rows.add(StoreWriter.Rows(output))
        return rows
    }

    private func compare<Row: Equatable>(
        _ life: LifeRecord, _ what: String, _ replayed: [Row], _ live: [Row], _ isWhole: Bool
    ) throws -> Int {
        if let index = zip(replayed, live).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset {
            throw failure(life, "\(what), number \(index): \(replayed[index]) and live \(live[index])")
        }
        guard !isWhole || replayed.count == live.count else {
            throw failure(life, "\(replayed.count) \(what) and live \(live.count)")
        }
        return min(replayed.count, live.count)
    }

    private func checkStore(_ life: LifeRecord, _ rows: StoreWriter.Rows, _ isWhole: Bool) throws {
        let store = try Store.open(
            path: DiskImage(folder: life.startStore).store,
            configuration: StoreConfiguration(disturbance: disturbance))
        var writer = StoreWriter(store)
        try writer.add(rows)
        try writer.flush()
        let rebuilt = try store.fingerprints()
        try store.close()
        for name in Self.tables {
            let own = rebuilt.first { $0.table == name }?.rows ?? []
            let left = life.left.first { $0.table == name }?.rows ?? []
            let isRight = isWhole ? own == left : Set(left).isSubset(of: own)
            guard isRight else {
                throw failure(
                    life,
                    "the table \(name) has \(left.count) rows, not those \(own.count) that follow from the "
                        + "recording, \(Set(left).subtracting(own).count) others")
            }
        }
    }

    /// A vector to the last bit; NaN is equal to itself.
    private struct Bits: Equatable, CustomStringConvertible {
        let vector: FeatureVector

        init(_ vector: FeatureVector) { self.vector = vector }

        static func == (left: Bits, right: Bits) -> Bool {
            left.vector.instrument == right.vector.instrument && left.vector.openTime == right.vector.openTime
                && left.vector.knownTime == right.vector.knownTime
                && left.vector.values.map(\.bitPattern) == right.vector.values.map(\.bitPattern)
        }

        var description: String { "\(vector.instrument) \(vector.openTime) known \(vector.knownTime)" }
    }

    private func failure(_ life: LifeRecord, _ difference: String) -> WholeSimulation.Failure {
        WholeSimulation.Failure(
            seed: seed, check: "replay of process \(life.number), which \(life.ending)", difference: difference)
    }
}
