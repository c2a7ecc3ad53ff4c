public import WickDomain

/// What is wanted of public dumps.
public struct DumpRequest: Sendable {
    /// Minutes without trades that archives leave out are taken for such up to so many in a row.
    public static let defaultSilence = 30

    public let instrument: Instrument
    public let kind: DumpKind
    /// What the columns hold, by the raw values of `DumpColumn`; nil for what header, values and venue say.
    public var columns: [String]?
    /// Longest run of minutes that an archive leaves out and that counts as `empty`; longer ones stay unknown. 0 for none.
    public var silenceMinutes = DumpRequest.defaultSilence
    /// Whether the first row that cannot be used is the end.
    public var isStrict = false

    public init(instrument: Instrument, kind: DumpKind, columns: [String]? = nil) {
        self.instrument = instrument
        self.kind = kind
        self.columns = columns
    }

    /// Whether an archive of the venue leaves minutes without trades out. Binance's klines list every minute, so that one that is
    /// missing there is unknown; Bitfinex's and Coinbase's bars and Kraken's OHLCVT leave out what had no trade.
    var leavesQuietMinutesOut: Bool { kind != .klines || instrument.venue != .binance }
}
