import FoundationEssentials
public import WickDomain
public import WickNetwork

/// The symbols that a venue trades, under the names of its socket. Binance acknowledges a stream of a symbol that does not exist like any
/// other, so only a list tells that a name is wrong.
public struct SymbolCatalogue: Sendable {
    /// A name that the venue does not know.
    public struct Unknown: Equatable, Sendable, CustomStringConvertible {
        public let instrument: Instrument
        /// What may have been meant, best first.
        public let nearest: [Symbol]

        public var description: String {
            let names = nearest.map(\.description).joined(separator: ", ")
            return "\(instrument.venue) has no \(instrument.symbol)" + (names.isEmpty ? "" : "; did you mean \(names)?")
        }
    }

    /// The longest list is Coinbase's, of about 0.5 MB.
    static let maximumBodyBytes = 8 << 20
    /// Names that are offered in place of a wrong one.
    static let maximumNearest = 3

    public let venue: Venue
    private let symbols: Set<Symbol>

    /// - Parameter symbols: all that the venue has.
    init(venue: Venue, symbols: some Sequence<Symbol>) {
        self.venue = venue
        self.symbols = Set(symbols)
    }

    /// Asks the venue.
    ///
    /// - Throws: `NetworkError`, or `VenueProbe.UnexpectedAnswer`.
    public init(of venue: Venue, endpoint: VenueEndpoint, client: any HTTPClient) async throws {
        let request = HTTPRequest(
            .get, endpoint.rest + Self.path(of: venue), maximumBodyBytes: Self.maximumBodyBytes)
        let response = try await client.send(request)
        guard response.status == 200 else {
            throw VenueProbe.UnexpectedAnswer(
                description: "asking \(venue) for its symbols: it answered with status \(response.status)")
        }
        guard let names = Self.names(in: response.body, of: venue), !names.isEmpty else {
            let start = response.body.withUnsafeBytes { DecimalText.printable($0) }
            throw VenueProbe.UnexpectedAnswer(
                description: "asking \(venue) for its symbols: '\(start)' is no list of them")
        }
        // A name that is no symbol could not be subscribed to either.
        self.init(venue: venue, symbols: names.compactMap { try? Symbol($0) })
    }

    /// How many there are.
    public var count: Int { symbols.count }

    /// Those that the venue does not have, in the order given.
    public func unknown(among wanted: [Symbol]) -> [Unknown] {
        wanted.filter { !symbols.contains($0) }.map {
            Unknown(instrument: Instrument(venue: venue, symbol: $0), nearest: nearest(to: $0))
        }
    }

    /// By the letters alone: venues differ in case and separators, and XBT is an older name of BTC.
    private func nearest(to symbol: Symbol) -> [Symbol] {
        let wanted = Self.letters(symbol)
        let ranked = symbols.map { (distance: EditDistance.between(Self.letters($0), wanted), symbol: $0) }
        // More than a third of the letters changed is another name.
        return ranked.filter { $0.distance * 3 <= wanted.count }
            .sorted { ($0.distance, $0.symbol) < ($1.distance, $1.symbol) }
            .prefix(Self.maximumNearest).map(\.symbol)
    }

    private static func letters(_ symbol: Symbol) -> String {
        let letters = symbol.description.uppercased().filter { $0.isLetter || $0.isNumber }
        return letters.hasPrefix("XBT") ? "BTC" + letters.dropFirst(3) : letters
    }

    private static func path(of venue: Venue) -> String {
        switch venue {
        case .kraken, .bitfinex: "/0/public/AssetPairs"
        // `exchangeInfo` has the same names in a hundred times as many bytes.
        case .binance: "/api/v3/ticker/price"
        case .coinbase: "/products"
        }
    }

    /// `{"error":[],"result":{"XXBTZUSD":{"wsname":"XBT/USD"}}}`, `[{"symbol":"BTCUSDT"}]`, or `[{"id":"BTC-USD"}]`; nil for anything else.
    static func names(in body: [UInt8], of venue: Venue) -> [String]? {
        struct Pairs: Decodable {
            struct Pair: Decodable { let wsname: String? }
            let result: [String: Pair]
        }
        struct Row: Decodable {
            let symbol: String?
            let id: String?
        }
        // An answer of another form is told by the caller, with its text.
        switch venue {
        case .kraken, .bitfinex:
            let pairs = try? JSONDecoder().decode(Pairs.self, from: Data(body))
            return pairs.map { $0.result.values.compactMap(\.wsname).map(Self.socketName) }
        case .binance: return (try? JSONDecoder().decode([Row].self, from: Data(body)))?.compactMap(\.symbol)
        case .coinbase: return (try? JSONDecoder().decode([Row].self, from: Data(body)))?.compactMap(\.id)
        }
    }

    /// Kraken's list has the names of its first socket interface; the second says BTC and DOGE.
    private static func socketName(_ name: String) -> String {
        name.split(separator: "/").map { $0 == "XBT" ? "BTC" : $0 == "XDG" ? "DOGE" : String($0) }.joined(
            separator: "/")
    }
}
