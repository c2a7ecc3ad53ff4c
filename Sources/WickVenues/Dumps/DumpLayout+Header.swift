import WickDomain

extension DumpLayout {
    /// The columns that a header names, in any of the spellings that programs use; what it names besides is passed over.
    ///
    /// - Throws: `.header` where a column that rows need is not named.
    static func named(
        by header: borrowing DumpFields, kind: DumpKind, instrument: Instrument
    ) throws(DumpError.HeaderFault) -> DumpLayout {
        let names = (0..<min(header.count, maximumColumns)).map { DecimalText.printable(header[$0]) }
        let plain = names.map { $0.lowercased().filter { $0.isLetter || $0.isNumber } }
        var columns = [DumpColumn](repeating: .ignore, count: names.count)
        for column in kind.requiredColumns + kind.optionalColumns where column != .ignore {
            for spelling in spellings(of: column, kind, instrument) {
                guard let index = plain.indices.first(where: { columns[$0] == .ignore && plain[$0] == spelling }) else {
                    continue
                }
                columns[index] = column
                break
            }
        }
        if let missing = kind.requiredColumns.first(where: { !columns.contains($0) }) {
            throw DumpError.HeaderFault(names: names.joined(separator: ","), missing: missing)
        }
        return DumpLayout(kind: kind, columns: columns)
    }

    /// How many of a line's fields are names of columns.
    static func knownNames(in line: borrowing DumpFields, kind: DumpKind, instrument: Instrument) -> Int {
        let plain = (0..<min(line.count, maximumColumns)).map { index in
            DecimalText.printable(line[index]).lowercased().filter { $0.isLetter || $0.isNumber }
        }
        let all = (kind.requiredColumns + kind.optionalColumns).flatMap { spellings(of: $0, kind, instrument) }
        return Set(plain).intersection(all).count
    }

    /// Letters and digits in lower case, the surest first: "Quote_Volume" and "quoteVolume" are both "quotevolume".
    private static func spellings(of column: DumpColumn, _ kind: DumpKind, _ instrument: Instrument) -> [String] {
        let pair = DumpPair(instrument.symbol)
        let base = pair.base?.lowercased()
        let aliases = base.map { $0 == "btc" ? ["btc", "xbt"] : [$0] } ?? []
        switch column {
        case .openTime, .time:
            return [
                "opentime", "opentimestamp", "unix", "unixtimestamp", "unixtime", "timestampms", "mts", "epoch",
                "timestamp",
                "transacttime", "tradetime", "time", "ts", "datetime", "dateutc", "utc", "timeutc", "createdat",
                "start",
                "starttime", "timeperiodstart", "date", "t",
            ]
        case .open: return ["open", "openprice", "priceopen", "o"]
        case .high: return ["high", "highprice", "pricehigh", "h"]
        case .low: return ["low", "lowprice", "pricelow", "l"]
        case .close: return ["close", "closeprice", "priceclose", "c"]
        case .volume:
            return aliases.map { "volume" + $0 } + ["volume", "basevolume", "volumebase", "volumefrom", "vol", "v"]
        case .closeTime: return ["closetime", "closetimestamp", "timeperiodend", "endtime"]
        case .notional: return notional(pair, aliases)
        case .trades:
            return ["trades", "count", "numberoftrades", "tradecount", "tradescount", "numtrades", "nooftrades", "n"]
        case .buyVolume:
            return [
                "buyvolume", "takerbuyvolume", "takerbuybasevolume", "takerbuybaseassetvolume", "takerbase",
                "takerbuybase",
            ]
        case .buyNotional:
            return [
                "buynotional", "takerbuyquotevolume", "takerbuyquoteassetvolume", "takerquote", "takerbuyquote",
            ]
        case .id: return ["id", "tradeid", "aggtradeid", "aggregatetradeid", "aggid", "tid", "a"]
        case .firstID: return ["firstid", "firsttradeid", "f"]
        case .lastID: return ["lastid", "lasttradeid", "l"]
        case .price: return ["price", "p"]
        case .quantity: return ["quantity", "qty", "size", "amount", "volume", "basevolume", "vol", "q"]
        case .isBuyerMaker: return ["isbuyermaker", "buyermaker", "wasthebuyerthemaker", "m"]
        // Coinbase's own side is the maker's.
        case .side: return instrument.venue == .coinbase ? ["takerside"] : ["side", "takerside"]
        case .symbol: return ["symbol", "pair", "instrument", "market", "product", "productid"]
        case .ignore: return []
        }
    }

    /// CryptoDataDownload and Kaggle name the asset: "Volume USDT", "Volume_(Currency)".
    private static func notional(_ pair: DumpPair, _ aliases: [String]) -> [String] {
        let quote = pair.base.map { String(pair.name.dropFirst($0.count)).lowercased() } ?? ""
        let named = quote.isEmpty || aliases.contains(quote) ? [] : ["volume" + quote]
        return named + [
            "notional", "quotevolume", "quoteassetvolume", "quoteqty", "quotequantity", "volumecurrency", "volumeto",
            "volumequote", "volumeusd", "volumeusdt", "volumeusdc", "volumebusd", "volumeeur", "turnover", "cost",
        ]
    }
}
