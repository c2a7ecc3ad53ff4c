import WickDomain

/// The minutes of one instrument, built straight from what happened at its venue: what the feed's must be after repair.
struct ExpectedCandles {
    /// What nobody was told of happened between these moments, ends included.
    private struct Doubt {
        let after: Timestamp
        let before: Timestamp
    }

    private static let minute: Duration = .seconds(60)

    private let known: [Timestamp: [Trade]]
    private let sorted: [Trade]
    private let doubts: [Doubt]

    init(_ truth: [TrueTrade]) {
        var doubts: [Doubt] = []
        var last: Trade?
        var isHidden = false
        for next in truth {
            if next.isHidden {
                isHidden = true
                continue
            }
            // Kraken's ids are allowed to have holes: its own list, which leaves the trade out, is the last word.
            if isHidden, let last, next.trade.instrument.venue != .kraken {
                doubts.append(Doubt(after: last.eventTime, before: next.trade.eventTime))
            }
            isHidden = false
            last = next.trade
        }
        self.doubts = doubts
        sorted = truth.lazy.filter { !$0.isHidden }.map(\.trade)
            .sorted { ($0.eventTime, $0.id) < ($1.eventTime, $1.id) }
        known = Dictionary(grouping: sorted) { $0.eventTime.floored(to: Self.minute) }
    }

    /// The first minute that is not as it must be; nil where all are.
    ///
    /// - Parameters:
    ///   - candles: the newest version of each minute, ascending.
    ///   - start: when the venue opened; they may begin some minutes later, where it refuses to be reached.
    ///   - end: when the feed was stopped; the last minutes may be open still.
    func firstDifference(_ candles: [Candle], from start: Timestamp, until end: Timestamp) -> String? {
        guard let first = candles.first, let last = candles.last else { return "there are no candles" }
        guard first.openTime <= start + .seconds(240) else { return "the first candle is of \(first.openTime)" }
        guard last.openTime >= end - .seconds(180) else { return "the last candle is of \(last.openTime), not \(end)" }
        var opening = first.openTime
        var close = sorted.last { $0.eventTime < opening }?.price
        for candle in candles {
            guard candle.openTime == opening else { return "minute \(opening) is missing" }
            if let difference = difference(candle, previousClose: close) {
                return "\(candle.instrument) \(opening): \(difference)"
            }
            close = candle.close
            opening = opening + Self.minute
        }
        return nil
    }

    private func difference(_ candle: Candle, previousClose: Price?) -> String? {
        let trades = known[candle.openTime] ?? []
        guard candle.tradeCount == trades.count else {
            return "\(candle.tradeCount ?? -1) trades, not \(trades.count); \(candle.state)"
        }
        let prices = trades.map(\.price)
        let flat = previousClose ?? candle.close
        let expected = (prices.first ?? flat, prices.max() ?? flat, prices.min() ?? flat, prices.last ?? flat)
        guard (candle.open, candle.high, candle.low, candle.close) == expected else {
            return "prices \(candle.open) \(candle.high) \(candle.low) \(candle.close), not \(expected)"
        }
        var (volume, buyVolume, notional) = (Volume.zero, Volume.zero, Notional.zero)
        for trade in trades {
            volume += Volume(trade.quantity)
            if trade.takerSide == .buy { buyVolume += Volume(trade.quantity) }
            notional += Notional(trade.price, trade.quantity) ?? .zero
        }
        guard candle.volume == volume, candle.buyVolume == buyVolume, candle.notional == notional else {
            return "sums \(candle.volume) \(candle.buyVolume ?? .zero) \(candle.notional ?? .zero), not "
                + "\(volume) \(buyVolume) \(notional)"
        }
        guard candle.identifiers?.first == trades.first?.id, candle.identifiers?.last == trades.last?.id else {
            return "ids \(String(describing: candle.identifiers)), not those of \(trades.count) trades"
        }
        return stateDifference(candle)
    }

    private func stateDifference(_ candle: Candle) -> String? {
        let isDoubtful = doubts.contains { $0.after < candle.closeTime && $0.before >= candle.openTime }
        let allowed: [Candle.State] =
            switch (isDoubtful, candle.tradeCount == 0) {
            case (true, true): [.incomplete, .outage]
            case (true, false): [.incomplete]
            case (false, true): [.empty]
            case (false, false): [.final, .repaired]
            }
        return allowed.contains(candle.state) ? nil : "it is \(candle.state), not \(allowed)"
    }
}
