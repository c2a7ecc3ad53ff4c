import WickDomain
import WickFeatures
import WickStore

/// Finds out in the store why features of an instrument were unknown throughout.
struct UnknownFeatureReasons {
    /// What the minutes of the range tell.
    private struct Minutes {
        var count = 0
        var whole = 0
        var withSide = 0
        var withTrades = 0
        var withVolume = 0
        /// Most whole minutes in a row.
        var longestRun = 0
    }

    private struct Cause: Hashable {
        let reason: String
        let remedy: String?
    }

    private let store: Store
    private let instrument: Instrument
    private let range: Range<Timestamp>

    init(_ store: Store, _ instrument: Instrument, _ range: Range<Timestamp>) {
        self.store = store
        self.instrument = instrument
        self.range = range
    }

    /// - Parameter names: of features, in the order of the schema.
    /// - Returns: one entry a reason, in the order of its first feature.
    func explain(_ names: [String]) throws(StoreError) -> [UnknownFeatures] {
        guard !names.isEmpty else { return [] }
        let own = try minutes(of: instrument)
        let companion = try companion()
        let companionMinutes = try companion.map { other throws(StoreError) in try minutes(of: other) }
        let news = try newsCause()
        let isStale = try store.staleFeatures().contains { $0.instrument == instrument && $0.range.overlaps(range) }
        let stale = isStale ? Cause(reason: "they are out of date", remedy: "wick features --rebuild") : nil
        var causes: [(cause: Cause, names: [String])] = []
        for name in names {
            let definition = FeatureSet.definitions.first { $0.name == name }
            let inputs = definition?.inputs ?? []
            var cause: Cause?
            if inputs.contains(.sentiment) { cause = news }
            if inputs.contains(.companion) {
                cause = companionCause(companion, companionMinutes, needsSide: inputs.contains(.takerSide))
            } else if inputs.contains(.takerSide) {
                cause = sideCause(own, of: instrument)
            } else if inputs.contains(.tradeCount), own.withTrades == 0, own.whole > 0 {
                cause = Cause(
                    reason: "no numbers of trades in these bars",
                    remedy: "import trades (wick import --kind trades), or bars that have them")
            }
            if cause == nil, inputs.contains(.volume), own.withVolume == 0, own.whole > 0 {
                cause = Cause(reason: "no volume in these minutes", remedy: nil)
            }
            if cause == nil, let needed = definition?.warmUp, own.longestRun < needed {
                cause = Cause(
                    reason: "not enough minutes: \(own.longestRun) whole ones in a row, \(needed) are needed",
                    remedy: "wick backfill or wick import fills the gaps")
            }
            let found = cause ?? stale ?? Cause(reason: "nothing in these minutes tells them", remedy: nil)
            if let index = causes.firstIndex(where: { $0.cause == found }) {
                causes[index].names.append(name)
            } else {
                causes.append((found, [name]))
            }
        }
        return causes.map { UnknownFeatures(names: $0.names, reason: $0.cause.reason, remedy: $0.cause.remedy) }
    }

    private func minutes(of instrument: Instrument) throws(StoreError) -> Minutes {
        var minutes = Minutes()
        var run = 0
        var next: Timestamp?
        do {
            try store.forEachCandle(of: instrument, in: range) { candle in
                minutes.count += 1
                guard candle.state.isWhole else {
                    run = 0
                    return
                }
                run = next == candle.openTime ? run + 1 : 1
                next = candle.closeTime
                minutes.whole += 1
                minutes.longestRun = max(minutes.longestRun, run)
                if candle.buyVolume != nil { minutes.withSide += 1 }
                if candle.tradeCount != nil { minutes.withTrades += 1 }
                if candle.volume.raw > 0 { minutes.withVolume += 1 }
            }
        } catch let error as StoreError { throw error } catch {
            throw .failed(path: store.path, doing: "reading candles of \(instrument)", reason: "\(error)")
        }
        return minutes
    }

    /// The other asset of the same market, as far as anything of it is stored.
    private func companion() throws(StoreError) -> Instrument? {
        guard let asset = instrument.asset else { return nil }
        return try store.instruments().first {
            FeatureMarket.Key($0) == FeatureMarket.Key(instrument) && $0.asset == asset.other
        }
    }

    private func companionCause(_ companion: Instrument?, _ minutes: Minutes?, needsSide: Bool) -> Cause? {
        guard let asset = instrument.asset else {
            return Cause(reason: "\(instrument.symbol) has no companion: only BTC and ETH have one", remedy: nil)
        }
        guard let companion, let minutes else {
            return Cause(
                reason: "no companion: nothing is stored of \(asset.other.code) in the same quote asset on "
                    + "\(instrument.venue)",
                remedy: "import or backfill it")
        }
        guard minutes.whole > 0 else {
            return Cause(
                reason: "no whole minutes of the companion \(companion) between \(range.lowerBound) and "
                    + "\(range.upperBound)",
                remedy: "import or backfill it")
        }
        return needsSide ? sideCause(minutes, of: companion) : nil
    }

    private func sideCause(_ minutes: Minutes, of instrument: Instrument) -> Cause? {
        guard minutes.whole > 0, minutes.withSide == 0 else { return nil }
        return Cause(
            reason: "no side in these bars of \(instrument)",
            remedy: "import trades (wick import --kind trades), or bars with the taker's volume")
    }

    /// Why the news said nothing.
    private func newsCause() throws(StoreError) -> Cause? {
        let remedy = "import news (wick import --kind news)"
        let everything = Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)
        guard let first = try store.firstScore(ofAssetOf: instrument, in: everything) else {
            let whose = instrument.asset.map { "about \($0.code) or the market" } ?? "about the market"
            return Cause(reason: "no headlines \(whose) are stored", remedy: remedy)
        }
        guard first >= range.upperBound else { return nil }
        return Cause(reason: "no headlines before \(first)", remedy: remedy)
    }
}
