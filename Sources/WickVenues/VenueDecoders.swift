public import WickDomain
public import WickFrames

/// One decoder a venue, made when its first frame comes.
public struct VenueDecoders {
    private var kraken = KrakenDecoder()
    private var binance: BinanceDecoder
    private var coinbase = CoinbaseDecoder()
    private var binanceUnit = TimeUnit.milliseconds

    public init() { binance = BinanceDecoder(timeUnit: binanceUnit) }

    /// Takes over what a recording's header says of its frames: the unit of Binance's times, milliseconds unless it says so.
    public mutating func prepare(for header: RecordingHeader) {
        let unit = header.timeUnits?[Venue.binance.rawValue].flatMap(TimeUnit.init) ?? .milliseconds
        guard unit != binanceUnit else { return }
        binanceUnit = unit
        binance = BinanceDecoder(timeUnit: unit)
    }

    /// Decodes one frame with its venue's decoder; see `VenueDecoder`.
    @inline(__always)
    public mutating func decode(
        _ venue: Venue, _ frame: UnsafeRawBufferPointer, receivedTime: Timestamp, into trades: inout [Trade]
    ) throws(DecodingError) -> DecodedFrame {
        switch venue {
        case .kraken: return try kraken.decode(frame, receivedTime: receivedTime, into: &trades)
        case .binance: return try binance.decode(frame, receivedTime: receivedTime, into: &trades)
        case .coinbase: return try coinbase.decode(frame, receivedTime: receivedTime, into: &trades)
        case .bitfinex: return .ignored(channel: venue.rawValue)
        }
    }
}
