import WickDomain

/// Turns single JSON values into domain values, with errors that name venue, record, field, value and reason. Shared by
/// the venues' decoders.
struct FieldReader {
    let venue: Venue
    /// What is being decoded, e.g. "trade".
    let record: StaticString

    /// An event further ahead of its receive time than this is a broken time, not a fast clock: with a clock that far off, TLS
    /// would have refused the connection.
    private static let maximumLeadMicroseconds: Int64 = 86_400 * 1_000_000

    /// A trade above this many units of the quote asset is broken: 10^15 is more than all money. Sums of 2^20 such trades still
    /// fit in `Notional`.
    private static let maximumNotional = Notional(raw: 1_000_000_000_000_000 * 100_000_000_000_000_000)

    /// A trade out of checked parts.
    @inline(__always)
    func trade(
        _ symbol: Symbol, id: UInt64, eventTime: Timestamp, knownTime: Timestamp, price: Price, quantity: Quantity,
        takerSide: TakerSide
    ) throws(DecodingError) -> Trade {
        guard Notional(price, quantity) <= Self.maximumNotional else {
            let reason = "\(price) times quantity \(quantity) is out of range"
            throw .badField(venue: venue, record: "\(record)", field: "price", reason: reason)
        }
        return Trade(
            instrument: Instrument(venue: venue, symbol: symbol), id: id, eventTime: eventTime, knownTime: knownTime,
            price: price, quantity: quantity, takerSide: takerSide)
    }

    func price(_ value: JSONValue, _ field: StaticString) throws(DecodingError) -> Price {
        Price(raw: try positive(value, field, scale: Price.scale))
    }

    func quantity(_ value: JSONValue, _ field: StaticString) throws(DecodingError) -> Quantity {
        Quantity(raw: try positive(value, field, scale: Quantity.scale))
    }

    @inline(__always)
    private func positive(_ value: JSONValue, _ field: StaticString, scale: Int) throws(DecodingError) -> Int64 {
        guard value.isNumber || value.isString else { throw wrong(value, field, expected: "a decimal") }
        let raw: Int64
        do { raw = try DecimalText.parse(value.bytes, scale: scale) } catch { throw bad(field, error) }
        guard raw > 0 else { throw bad(field, .notPositive(text: value.printable)) }
        return raw
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
        guard value.isNumber, let number = value.unsigned, number <= UInt64(Int64.max / 1000) else {
            throw wrong(value, field, expected: "a time in \(unit.rawValue)")
        }
        let time: Timestamp
        switch unit {
        case .milliseconds: time = Timestamp(milliseconds: Int64(number))
        case .microseconds: time = Timestamp(microseconds: Int64(number))
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
        guard time.microseconds - received.microseconds > Self.maximumLeadMicroseconds else { return time }
        let reason =
            "'\(value.printable)' is more than a day after it was received (\(received)): a broken time or unit"
        throw .badField(venue: venue, record: "\(record)", field: "\(field)", reason: reason)
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
