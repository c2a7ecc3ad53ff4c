import WickDomain

// One row of bars. What is wrong with it costs that row alone.
extension KlineDecoder {
    /// Bars go through floating point at some venues, and some have more digits than are kept: they are rounded to the
    /// nearest.
    private struct Numbers {
        var isRounded = false
    }

    func row(_ received: Timestamp, _ interval: inout KlineInterval) -> KlineRow {
        let openTime: Timestamp
        do throws(DecodingError) { openTime = try time(0, "open time", received) } catch {
            return .unusable(error, at: nil)
        }
        let minute = openTime.floored(to: Timeframe.oneMinute.duration)
        do throws(DecodingError) {
            let end = try endTime(received)
            interval.add(open: openTime, end: end)
            guard openTime == minute else {
                throw bad("open time", "'\(cursor[0].printable)' (\(openTime)) is not the start of a minute")
            }
            var numbers = Numbers()
            let candle = try candle(at: minute, closedEarly: try closesEarly(end, minute), &numbers)
            return .candle(candle, isRounded: numbers.isRounded)
        } catch { return .unusable(error, at: minute) }
    }

    /// The first moment after the bar; nil where the row does not tell. Binance gives the last millisecond inside of
    /// it.
    private func endTime(_ received: Timestamp) throws(DecodingError) -> Timestamp? {
        guard let slot = columns.closeTime, !cursor[slot].isMissing else { return nil }
        let value = cursor[slot]
        // An hour's bar may end a day after it was received, and a week's much later.
        guard let number = value.unsigned, number < 1 << 53 else {
            throw reader.wrong(value, "close time", expected: "a time in ms")
        }
        return Timestamp(milliseconds: Int64(number)) + .milliseconds(1)
    }

    private func closesEarly(_ end: Timestamp?, _ minute: Timestamp) throws(DecodingError) -> Bool {
        guard let end else { return false }
        let expected = minute + Timeframe.oneMinute.duration
        // Some proxies give the first moment after the bar instead.
        guard end > minute, end <= expected + .milliseconds(1) else {
            throw bad("close time", "(\(end - .milliseconds(1))) does not end the minute of \(minute)")
        }
        return end < expected
    }

    private func candle(
        at openTime: Timestamp, closedEarly: Bool, _ numbers: inout Numbers
    ) throws(DecodingError) -> Candle {
        let open = try price(columns.open, "open", &numbers)
        let high = try price(columns.high, "high", &numbers)
        let low = try price(columns.low, "low", &numbers)
        let close = try price(columns.close, "close", &numbers)
        guard high >= max(open, close), low <= min(open, close) else {
            throw bad("high", "and low (\(high), \(low)) do not hold open and close (\(open), \(close))")
        }
        let volume = Volume(raw: try sum(columns.volume, "volume", scale: Volume.scale, &numbers))
        guard volume <= .maximum else { throw bad("volume", "'\(volume)' is beyond \(Volume.maximum)") }
        let bought = try told(columns.buyVolume) { slot throws(DecodingError) in
            Volume(raw: try sum(slot, "taker buy volume", scale: Volume.scale, &numbers))
        }
        // Two sums that were rounded may differ in their last digit.
        if let bought, bought.raw > volume.raw, !numbers.isRounded || bought.raw - volume.raw > 1 {
            throw bad("taker buy volume", "'\(bought)' is more than the volume \(volume)")
        }
        let notional = try told(columns.notional) { slot throws(DecodingError) in
            Notional(raw: try sum(slot, "quote volume", scale: Notional.scale, &numbers))
        }
        let count = try told(columns.count) { slot throws(DecodingError) in try tradeCount(slot) }
        let isFlat = low == high && (count ?? 0) == 0
        // Without volume there was no trade, unless the row says so elsewhere: then its volume is what is missing.
        let state: Candle.State = volume.raw > 0 ? .final : isFlat ? .empty : .incomplete
        return Candle(
            instrument: instrument, timeframe: .oneMinute, openTime: openTime, open: open, high: high, low: low,
            close: close, volume: volume, buyVolume: bought.map { min($0, volume) }, notional: notional,
            tradeCount: count, identifiers: nil, state: closedEarly ? .incomplete : state,
            knownTime: openTime + Timeframe.oneMinute.duration)
    }

    /// Nothing where the venue has no such column, or leaves it out of this row.
    private func told<Value>(
        _ slot: Int?, _ read: (Int) throws(DecodingError) -> Value
    ) throws(DecodingError) -> Value? {
        guard let slot, !cursor[slot].isMissing else { return nil }
        return try read(slot)
    }

    private func time(_ slot: Int, _ field: StaticString, _ received: Timestamp) throws(DecodingError) -> Timestamp {
        let value = cursor[slot]
        return instrument.venue == .binance
            ? try reader.time(value, unit: .milliseconds, field, received: received)
            : try reader.time(seconds: value, field, received: received)
    }

    private func price(_ slot: Int, _ field: StaticString, _ numbers: inout Numbers) throws(DecodingError) -> Price {
        let raw = try decimal(slot, field, scale: Price.scale, &numbers)
        guard raw > 0 else { throw bad(field, "'\(cursor[slot].printable)' is not above zero") }
        guard let narrow = Int64(exactly: raw) else { throw bad(field, "'\(cursor[slot].printable)' is out of range") }
        return Price(raw: narrow)
    }

    private func sum(
        _ slot: Int, _ field: StaticString, scale: Int, _ numbers: inout Numbers
    ) throws(DecodingError) -> Int128 {
        let raw = try decimal(slot, field, scale: scale, &numbers)
        guard raw >= 0 else { throw bad(field, "'\(cursor[slot].printable)' is below zero") }
        return raw
    }

    private func decimal(
        _ slot: Int, _ field: StaticString, scale: Int, _ numbers: inout Numbers
    ) throws(DecodingError) -> Int128 {
        let value = cursor[slot]
        guard value.isNumber || value.isString else { throw reader.wrong(value, field, expected: "a decimal") }
        do throws(DomainError) {
            let read = try DecimalText.parse(value.bytes, scale: scale, rounding: .nearest)
            if read.isRounded { numbers.isRounded = true }
            return read.value
        } catch { throw bad(field, "\(error)") }
    }

    private func tradeCount(_ slot: Int) throws(DecodingError) -> Int {
        guard let count = cursor[slot].unsigned, count <= UInt64(Int32.max) else {
            throw reader.wrong(cursor[slot], "trades", expected: "a number of trades")
        }
        return Int(count)
    }
}
