public import WickDomain

/// Turns the bodies of one venue's answers into trades. No I/O, no clock.
protocol RestDecoder {
    /// Decodes a body.
    ///
    /// - Parameters:
    ///   - symbol: of the instrument that was asked for.
    ///   - receivedTime: becomes the known time of the trades.
    /// - Throws: what makes the whole answer useless. A row that cannot be used is among the page's `unusable`, and
    ///   costs no other.
    func decode(
        _ body: UnsafeRawBufferPointer, symbol: Symbol, receivedTime: Timestamp
    ) throws(DecodingError) -> RestPage
}

/// One decoder a venue for answers of its REST interface.
public struct RestDecoders {
    private let kraken = KrakenRestDecoder()
    private let binance = BinanceRestDecoder(timeUnit: .milliseconds)
    private let binanceMicroseconds = BinanceRestDecoder(timeUnit: .microseconds)
    private let coinbase = CoinbaseRestDecoder()

    public init() {}

    /// Decodes the body of an answer with status 200, and leaves out trades before its `from`.
    ///
    /// - Throws: `.refused` for any other status, and what the decoders throw.
    public func decode(
        _ answer: RestAnswer, of venue: Venue, receivedTime: Timestamp
    ) throws(DecodingError) -> RestPage {
        guard answer.status == 200 else { throw .refused(venue: venue, reason: "HTTP status \(answer.status)") }
        let symbol: Symbol
        do { symbol = try Symbol(answer.symbol) } catch {
            throw .badField(venue: venue, record: "answer", field: "symbol", reason: "\(error)")
        }
        let body = Array(answer.body.utf8)
        let result = body.withUnsafeBytes { bytes in
            Result { () throws(DecodingError) in
                try decoder(of: venue, timeUnit: answer.timeUnit)
                    .decode(bytes, symbol: symbol, receivedTime: receivedTime)
            }
        }
        var page = try result.get()
        if let from = answer.fromTime { page.trades.removeAll { $0.eventTime < from } }
        return page
    }

    private func decoder(of venue: Venue, timeUnit: String?) throws(DecodingError) -> any RestDecoder {
        switch venue {
        case .kraken: kraken
        case .binance: timeUnit == TimeUnit.microseconds.rawValue ? binanceMicroseconds : binance
        case .coinbase: coinbase
        case .bitfinex: throw .refused(venue: venue, reason: "wick does not ask it for trades")
        }
    }
}
