import WickDomain

/// The numbers of the candle under the cursor, one line each.
enum CursorBox {
    static func lines(_ candle: Candle, previous: Candle?, places: Int, _ time: TimeText) -> [Span] {
        let isUp = candle.close >= candle.open
        let style = Style(isUp ? .up : .down)
        func price(_ name: String, _ price: Price) -> Span {
            Span("\(name)  \(NumberText.padded(NumberText.price(price, places: places), 12))", .text)
        }
        let base = previous?.close ?? candle.open
        let change = base > .zero ? candle.close.doubleValue / base.doubleValue - 1 : 0
        var lines = [
            Span("\(time.dayAndMinute(candle.openTime)) \(time.zone)", Style.title),
            price("O", candle.open), price("H", candle.high), price("L", candle.low), price("C", candle.close),
            Span("\(isUp ? "▲" : "▼")  \(NumberText.padded(NumberText.percent(change), 12))", style),
            Span("V  \(NumberText.padded(NumberText.amount(candle.volume.doubleValue), 12))", .text),
        ]
        if let count = candle.tradeCount {
            lines.append(Span("n  \(NumberText.padded(NumberText.grouped(String(count)), 12))", .text))
        }
        if candle.state != .final { lines.append(Span(candle.state.rawValue, Style(.warn))) }
        return lines
    }
}
