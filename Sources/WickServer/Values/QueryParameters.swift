import WickDomain

/// The parameters of a query, each known and given once. What each accepts is what the OpenAPI document says, no more.
struct QueryParameters: Sendable {
    /// Rows a page has at most, and where nobody asks for a number.
    static let maximumLimit = 1000
    static let defaultLimit = 100

    private let values: [String: String]

    /// - Parameter allowed: those that the endpoint has.
    init(_ query: Substring?, allowed: [String]) throws(Problem) {
        var values: [String: String] = [:]
        for part in (query ?? "").split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(pair[0], plusIsSpace: true),
                let value = PercentEncoding.decode(pair.count > 1 ? pair[1] : "", plusIsSpace: true)
            else {
                throw Problem(.badRequest, "'\(Problem.shown(part))' is not percent-encoded UTF-8")
            }
            guard allowed.contains(name) else {
                let known = allowed.isEmpty ? "it takes none" : "it takes \(allowed.joined(separator: ", "))"
                throw Problem(.badRequest, "there is no parameter '\(Problem.shown(name))' here; \(known)")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw Problem(.badRequest, "\(name) is given twice")
            }
        }
        self.values = values
    }

    func text(_ name: String) -> String? { values[name] }

    func symbol() throws(Problem) -> Symbol? {
        guard let text = values["symbol"] else { return nil }
        do throws(DomainError) { return try Symbol(text) } catch {
            throw Problem(.badRequest, "symbol: \(error)")
        }
    }

    func venue() throws(Problem) -> Venue? { try choice("venue", Venue.self) }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Choice.Type
    ) throws(Problem) -> Choice? where Choice.RawValue == String {
        guard let text = values[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, "\(name): '\(Problem.shown(text))' is none of \(names)")
        }
        return choice
    }

    /// A moment of this century: "2026-03-02T14:00:00Z", with up to six decimals of a second.
    func time(_ name: String) throws(Problem) -> Timestamp? {
        guard let text = values[name] else { return nil }
        guard text.hasPrefix("20"), text.utf8.count <= 27, let time = try? Timestamp(iso8601: text) else {
            throw Problem(
                .badRequest,
                "\(name): '\(Problem.shown(text))' is not a UTC time of the years 2000 to 2099 such as "
                    + "2026-03-02T14:00:00Z")
        }
        return time
    }

    /// Half-open; an end that is not given is nil. Two equal ends are a range that holds nothing.
    func range() throws(Problem) -> (from: Timestamp?, to: Timestamp?) {
        let (from, to) = (try time("from"), try time("to"))
        if let from, let to, from > to { throw Problem(.badRequest, "from \(from) is after to \(to)") }
        return (from, to)
    }

    func limit() throws(Problem) -> Int {
        guard let text = values["limit"] else { return Self.defaultLimit }
        guard text.utf8.count <= 4, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let limit = Int(text), (1...Self.maximumLimit).contains(limit)
        else {
            throw Problem(
                .badRequest,
                "limit: '\(Problem.shown(text))' is not a whole number from 1 to \(Self.maximumLimit)")
        }
        return limit
    }

    func cursor() throws(Problem) -> PageCursor? {
        guard let text = values["cursor"] else { return nil }
        guard let cursor = PageCursor(text) else {
            throw Problem(.badRequest, "cursor: '\(Problem.shown(text))' was not given out as 'next'")
        }
        return cursor
    }
}
