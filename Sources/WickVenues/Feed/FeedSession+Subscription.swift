import WickDomain

// How each venue is asked.
extension FeedSession.Subscription {
    /// Kraken answers for each symbol of one message. Binance answers for the whole message, so a refusal is followed by one message a
    /// symbol. Coinbase names no symbol in an error, so each has a message of its own, sent when the one before is answered.
    static func all(of configuration: FeedConfiguration) -> [FeedSession.Subscription] {
        switch configuration.venue {
        case .kraken, .binance, .bitfinex: return [.init(request: 1, symbols: configuration.symbols)]
        case .coinbase:
            // Within 5 s of connecting; heartbeats first, so that silence can be told from a quiet market.
            let lists = [[]] + configuration.symbols.map { [$0] }
            return lists.enumerated().map { .init(request: UInt64($0.offset) + 1, symbols: $0.element) }
        }
    }

    /// The frame that asks for it.
    func message(to venue: Venue) -> [UInt8] {
        let names = symbols.map(\.description)
        let text: String
        switch venue {
        case .kraken, .bitfinex:
            text =
                #"{"method":"subscribe","params":{"channel":"trade","symbol":[\#(Self.list(names))],"snapshot":true},"#
                + #""req_id":\#(request)}"#
        case .binance:
            let streams = names.map { "\($0.lowercased())@trade" }
            text = #"{"method":"SUBSCRIBE","params":[\#(Self.list(streams))],"id":\#(request)}"#
        case .coinbase where names.isEmpty:
            text = #"{"type":"subscribe","channel":"heartbeats"}"#
        case .coinbase:
            text = #"{"type":"subscribe","product_ids":[\#(Self.list(names))],"channel":"market_trades"}"#
        }
        return Array(text.utf8)
    }

    /// Symbols hold no character that JSON would escape.
    private static func list(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ",") }
}
