import WickDomain
import WickFeatures
import WickPipeline
import WickStore

/// No feature uses what was known later: vectors are made once more from the candles and scores that the store knew at their time.
struct AsOfCheck {
    /// Vectors that are made anew, of each instrument.
    private static let samples = 12
    private static let minute: Duration = .seconds(60)

    let seed: UInt64

    /// - Returns: vectors that were compared.
    func check(_ store: Store) throws -> Int {
        var random = RandomSource(seed: seed, stream: 75)
        var count = 0
        let instruments = try store.instruments()
        for instrument in instruments {
            let all = Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)
            let vectors = try store.vectors(of: instrument, in: all)
            guard let newest = vectors.map(\.knownTime).max(), !vectors.isEmpty else { continue }
            for _ in 0..<Self.samples {
                // Mostly of the run itself; as some moment knew them, which need not be the newest version.
                let chosen = vectors.suffix(40)[
                    vectors.suffix(40).startIndex + random.index(below: min(40, vectors.count))]
                let moment =
                    chosen.knownTime
                    + .microseconds(
                        Int64(random.uniform(0, 1) * Double((newest - chosen.knownTime).microseconds)))
                let minute = chosen.openTime..<chosen.openTime + Self.minute
                guard let vector = try store.vectors(of: instrument, in: minute, asOf: moment).first else { continue }
                try compare(vector, try remade(vector, store, instruments))
                count += 1
            }
        }
        return count
    }

    private func remade(
        _ vector: FeatureVector, _ store: Store, _ instruments: [Instrument]
    ) throws -> FeatureVector? {
        let venue = instruments.filter { $0.venue == vector.instrument.venue }
        let past = Timestamp(microseconds: .min)..<vector.openTime + Self.minute
        var candles: [Candle] = []
        for instrument in venue {
            candles += try store.candles(of: instrument, in: past, asOf: vector.knownTime).map { candle in
                // As if each had come in time, so that they follow each other.
                candle.known(at: candle.closeTime + CandleBuilder.defaultGrace)
            }
        }
        let scores = try store.scores(
            knownIn: Timestamp(microseconds: .min)..<Timestamp(microseconds: .max), asOf: vector.knownTime)
        var stage = FeatureStage()
        var made: [FeatureVector] = []
        stage.fold(candles, scores: scores, clock: Timestamp(microseconds: .min), into: &made)
        stage.finish(into: &made)
        return made.last { $0.instrument == vector.instrument && $0.openTime == vector.openTime }
    }

    private func compare(_ vector: FeatureVector, _ remade: FeatureVector?) throws {
        let names = FeatureSet.schema.names
        let values = remade?.values ?? []
        for index in vector.values.indices {
            let other = index < values.count ? values[index] : .nan
            if vector.values[index].isNaN == other.isNaN, other.isNaN || vector.values[index] == other { continue }
            throw WholeSimulation.Failure(
                seed: seed, check: "as of",
                difference: "\(names[index]) of \(vector.instrument) \(vector.openTime), known at \(vector.knownTime): "
                    + "stored \(vector.values[index]), from what was known then \(other)")
        }
    }
}
