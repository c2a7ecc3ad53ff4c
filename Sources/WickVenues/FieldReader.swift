import WickDomain

/// Turns single JSON values into domain values, with errors that name venue, record, field, value and reason. Shared by
/// the venues' decoders.
struct FieldReader {
    let venue: Venue
    /// What is being decoded, e.g. "trade".
    let record: StaticString
    /// What is done about digits that are not kept: an error, unless the source goes through floating point.
    var rounding = DecimalText.Rounding.none

    /// An event further ahead of its receive time than this is a broken time, not a fast clock: with a clock that far off, TLS
    /// would have refused the connection.
    private static let maximumLeadMicroseconds: Int64 = 86_400 * 1_000_000

    /// A trade out of checked parts.
    @inline(__always)
    func trade(
        _ symbol: Symbol, id: UInt64, eventTime: Timestamp, knownTime: Timestamp, price: Price, quantity: Quantity,
        takerSide: TakerSide
    ) throws(DecodingError) -> Trade {
        guard Notional(price, quantity) != nil else {
            let reason = "\(price) times quantity \(quantity) is beyond 128 bits"
            throw .badField(venue: venue, record: "\(record)", field: "price", reason: reason)
        }
        return Trade(
            instrument: Instrument(venue: venue, symbol: symbol), id: id, eventTime: eventTime, knownTime: knownTime,
            price: price, quantity: quantity, takerSide: takerSide)
    }

    func price(_ value: JSONValue, _ field: StaticString) throws(DecodingError) -> Price {
        guard value.isNumber || value.isString else { throw wrong(value, field, expected: "a decimal") }
        let raw: Int64
        do { raw = try DecimalText.parse(value.bytes, scale: Price.scale) } catch {
            let wide = try withoutNoise(value, field, scale: Price.scale, error)
            guard let narrow = Int64(exactly: wide) else { throw bad(field, .overflow(text: value.printable)) }
            raw = narrow
        }
        guard raw > 0 else { throw bad(field, .notPositive(text: value.printable)) }
        return Price(raw: raw)
    }

    func quantity(_ value: JSONValue, _ field: StaticString) throws(DecodingError) -> Quantity {
        guard value.isNumber || value.isString else { throw wrong(value, field, expected: "a decimal") }
        let quantity: Quantity
        do { quantity = Quantity(raw: try DecimalText.parseWide(value.bytes, scale: Quantity.scale)) } catch {
            quantity = Quantity(raw: try withoutNoise(value, field, scale: Quantity.scale, error))
        }
        guard quantity > .zero else { throw bad(field, .notPositive(text: value.printable)) }
        guard quantity <= .maximum else { throw bad(field, .overflow(text: value.printable)) }
        return quantity
    }

    /// The value again, with what floating point left of it rounded off where that is allowed.
    @inline(never)
    private func withoutNoise(
        _ value: JSONValue, _ field: StaticString, scale: Int, _ error: DomainError
    ) throws(DecodingError) -> Int128 {
        guard rounding != .none else { throw bad(field, error) }
        do throws(DomainError) {
            return try DecimalText.parse(value.bytes, scale: scale, rounding: rounding).value
        } catch { throw bad(field, error) }
    }

    func symbol(_ value: JSONValue, _ field: StaticString) throws(DecodingError) -> Symbol {
        guard value.isString else { throw wrong(value, field, expected: "a symbol") }
        do { return try Symbol(value.bytes) } catch { throw bad(field, error) }
    }

    func identifier(_ value: JSONValue, _ field: StaticString) throws(DecodingError) -> UInt64 {
        guard let id = value.unsigned else { throw wrong(value, field, expected: "a trade id") }
        return id
    }

    /// A moment in ISO 8601.
    func time(iso8601 value: JSONValue, _ field: StaticString, received: Timestamp) throws(DecodingError) -> Timestamp {
        guard value.isString else { throw wrong(value, field, expected: "a UTC time") }
        let time: Timestamp
        do { time = try Timestamp(iso8601: value.bytes) } catch { throw bad(field, error) }
        return try plausible(time, value, field, received: received)
    }

    /// A moment as a whole number of `unit`s since 1970.
    func time(
        _ value: JSONValue, unit: TimeUnit, _ field: StaticString, received: Timestamp
    ) throws(DecodingError) -> Timestamp {
        guard value.isNumber, let number = value.unsigned.flatMap({ Int64(exactly: $0) }) else {
            throw wrong(value, field, expected: "a time in \(unit.rawValue)")
        }
        let time: Timestamp
        switch unit {
        case .milliseconds: time = Timestamp(milliseconds: number)
        case .microseconds: time = Timestamp(microseconds: number)
        }
        return try plausible(time, value, field, received: received)
    }

    /// A moment as decimal seconds since 1970 with at most nine places; what lies below a microsecond is cut off.
    func time(seconds value: JSONValue, _ field: StaticString, received: Timestamp) throws(DecodingError) -> Timestamp {
        guard value.isNumber || value.isString else { throw wrong(value, field, expected: "a time in seconds") }
        let nanoseconds: Int64
        do { nanoseconds = try DecimalText.parse(value.bytes, scale: 9) } catch { throw bad(field, error) }
        return try plausible(Timestamp(nanoseconds: nanoseconds), value, field, received: received)
    }

    @inline(__always)
    private func plausible(
        _ time: Timestamp, _ value: JSONValue, _ field: StaticString, received: Timestamp
    ) throws(DecodingError) -> Timestamp {
        guard time >= Timestamp.plausible.lowerBound else {
            throw broken(value, field, "is \(time), before the first coin of 2009: a broken time or unit")
        }
        guard time.microseconds(since: received) > Self.maximumLeadMicroseconds else { return time }
        throw broken(value, field, "is more than a day after it was received (\(received)): a broken time or unit")
    }

    private func broken(_ value: JSONValue, _ field: StaticString, _ reason: String) -> DecodingError {
        .badField(
            venue: venue, record: "\(record)", field: "\(field)", reason: "'\(value.printable)' \(reason)")
    }

    private func bad(_ field: StaticString, _ error: DomainError) -> DecodingError {
        .badField(venue: venue, record: "\(record)", field: "\(field)", reason: "\(error)")
    }

    func wrong(_ value: JSONValue, _ field: StaticString, expected: String) -> DecodingError {
        if value.isMissing { return .missingField(venue: venue, record: "\(record)", field: "\(field)") }
        return .badField(
            venue: venue, record: "\(record)", field: "\(field)", reason: "'\(value.printable)' is not \(expected)")
    }
}

/// The unit of a venue's integer times: a setting of the connection, never guessed from a number.
public enum TimeUnit: String, Sendable {
    case milliseconds = "ms"
    case microseconds = "us"
}
