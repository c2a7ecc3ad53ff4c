import WickDomain

/// An instrument's two assets, as names of files and columns spell them: XBTUSD, BTC/USD, BTC-USD, BTC_USDT, tBTCUSD, XXBTZUSD.
struct DumpPair: Equatable {
    /// Both assets in one, in capitals, such as "BTCUSD".
    let name: String
    /// The asset that is traded; nil where it cannot be told from the other.
    let base: String?

    init(_ symbol: Symbol) { self.init(text: symbol.description) }

    init(text: String) {
        let plain = Self.plain(text)
        let parts = text.uppercased().split { !$0.isLetter && !$0.isNumber }.map { Self.asset(String($0)) }
        name = plain
        base = parts.count == 2 ? parts[0] : Self.split(plain)?.base
    }

    /// Whether a name is one of this instrument's.
    func isSpelled(_ text: some StringProtocol) -> Bool { Self.plain(String(text)) == name }

    /// Capitals without what stands between the assets, and today's name of each asset.
    private static func plain(_ text: String) -> String {
        var name = text.uppercased().filter { $0.isLetter || $0.isNumber }
        // Bitfinex writes a t before a pair.
        if text.hasPrefix("t"), text.dropFirst().allSatisfy({ $0.isUppercase || $0.isNumber || $0 == ":" }) {
            name.removeFirst()
        }
        // Kraken's oldest names have a letter before each asset.
        if name.utf8.count == 8, name.hasPrefix("X") {
            let middle = name.index(name.startIndex, offsetBy: 4)
            if name[middle] == "Z" || name[middle] == "X" {
                name = String(name[..<middle].dropFirst()) + String(name[middle...].dropFirst())
            }
        }
        guard let (base, quote) = split(name) else { return asset(name) }
        return base + quote
    }

    private static func asset(_ name: String) -> String {
        switch name {
        case "XBT": "BTC"
        case "XDG": "DOGE"
        default: name
        }
    }

    /// A name cut before the asset that prices are in; where that can be done in two ways, as with XBTUSD and TUSD, behind an asset that
    /// is well known.
    static func split(_ name: String) -> (base: String, quote: String)? {
        var found: (base: String, quote: String)?
        for quote in quotes where name.hasSuffix(quote) {
            let rest = name.dropLast(quote.count)
            guard (2...12).contains(rest.count) else { continue }
            let base = asset(String(rest))
            if wellKnown.contains(base) { return (base, asset(quote)) }
            found = found ?? (base, asset(quote))
        }
        return found
    }

    /// What a word of a file's name stands for, where that is a pair of well-known assets.
    static func known(_ word: some StringProtocol) -> DumpPair? {
        let pair = DumpPair(text: String(word))
        guard let base = pair.base, wellKnown.contains(base), split(pair.name) != nil else { return nil }
        return pair
    }

    /// Longest first, so that USDT is not taken for a T behind USD.
    private static let quotes = [
        "FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USDP", "USD", "EUR", "GBP", "JPY", "AUD", "CAD", "CHF", "TRY", "BRL",
        "KRW", "RUB", "UAH", "NGN", "ZAR", "PLN", "ARS", "MXN", "SGD", "AED", "DAI", "UST", "XBT", "BTC", "ETH", "BNB",
    ]

    private static let wellKnown: Set<String> = [
        "BTC", "ETH", "LTC", "XRP", "ADA", "SOL", "DOGE", "DOT", "BNB", "BCH", "EOS", "XLM", "TRX", "LINK", "AVAX",
        "MATIC", "POL", "UNI", "ATOM", "XMR", "ETC", "ZEC", "DASH", "SHIB", "PEPE", "BONK", "USDT", "USDC", "DAI",
        "EUR",
        "GBP", "AUD", "1INCH", "AAVE", "ALGO", "FIL", "NEAR", "ICP", "APT", "ARB", "OP", "SUI", "TON", "NEO", "XTZ",
        "QTUM", "ICX", "MKR", "COMP", "CRV", "SAND", "MANA", "AXS", "GRT", "SNX", "KSM", "REP", "WAVES", "BAT", "OMG",
        "GNO", "MLN", "PAXG", "HBAR", "VET", "FTM", "INJ", "SEI", "TIA", "WIF",
    ]
}
