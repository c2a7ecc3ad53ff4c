import Glibc
import WickDomain

extension ChartDrawing {
    /// Now, and the interval that is to hold the price of the target time, widening from the reference.
    mutating func drawForecast() {
        guard window.isLive, let newest = window.indices.last else { return }
        let now = window.column(of: newest) + window.step
        guard let prediction = market.predictions.last?.prediction, !isOver(prediction) else { return }
        let target = min(window.column(of: prediction.targetTime), window.plotWidth - 1)
        guard target > now else { return }
        let style = Style(context.isStale ? .dim : .band)
        for column in now...target {
            let part = Double(column - now + 1) / Double(target - now + 1)
            let top = scale.row(Self.price(prediction, prediction.upper * part))
            let bottom = scale.row(Self.price(prediction, prediction.lower * part))
            for row in top...max(top, bottom) { grid.set("░", x: column, y: row, style) }
        }
        for row in 0..<rows where Self.isFree(grid[min(now - 1, grid.width - 1), row]) {
            grid.set("╎", x: now - 1, y: row, Style(.border))
        }
        drawExpected(prediction, from: now, to: target)
    }

    private mutating func drawExpected(_ prediction: Prediction, from now: Int, to target: Int) {
        let style = Style(context.isStale ? .dim : .forecast, on: .background, .bold)
        for column in now...target {
            let part = Double(column - now + 1) / Double(target - now + 1)
            let row = scale.row(Self.price(prediction, prediction.predictedReturn * part))
            grid.set(column == target ? "◆" : "·", x: column, y: row, style)
        }
        guard window.axisWidth > 0 else { return }
        for (value, look) in [
            (prediction.upper, Style(.forecast, on: .background, .dim)),
            (prediction.lower, Style(.forecast, on: .background, .dim)), (prediction.predictedReturn, style),
        ] {
            let price = Self.price(prediction, value)
            let text = NumberText.level(price, places: window.places)
            let row = scale.row(price)
            grid.fill(Rect(x: window.plotWidth, y: row, width: window.axisWidth, height: 1), .text)
            grid.put(text, endingAt: grid.width, y: row, look)
        }
    }

    private func isOver(_ prediction: Prediction) -> Bool {
        window.openTime(at: window.count - 1).map { $0 >= prediction.targetTime } ?? true
    }

    /// Each forecast where it was aimed at when it was issued; its colour tells what became of it. The target's time is the end of a
    /// candle, so that the mark stands in the gap behind it.
    mutating func drawPastForecasts() {
        guard let first = window.openTime(at: window.indices.lowerBound) else { return }
        for forecast in market.predictions.reversed() {
            let prediction = forecast.prediction
            guard prediction.targetTime > first else { break }
            let column = window.column(of: prediction.targetTime) - window.bodyWidth / 2 - 1
            let price = Self.price(prediction, prediction.predictedReturn)
            guard column >= 0, column < window.plotWidth, scale.contains(price), isOver(prediction) else { continue }
            let row = scale.row(price)
            guard Self.isFree(grid[column, row]) else { continue }
            switch forecast.outcome?.isHit {
            case true: grid.set("•", x: column, y: row, Style(.good))
            case false: grid.set("×", x: column, y: row, Style(.bad))
            default: grid.set("·", x: column, y: row, Style(.forecast))
            }
        }
    }

    /// A mark in the lowest row where a headline came to be known.
    mutating func drawNews() {
        guard let first = window.openTime(at: window.indices.lowerBound) else { return }
        for news in context.snapshot.headlines {
            let time = news.headline.seenTime
            guard time >= first else { break }
            let column = window.column(of: time)
            guard column >= 0, column < window.plotWidth, Self.isFree(grid[column, rows - 1]) else { continue }
            grid.set("▲", x: column, y: rows - 1, Style(NewsPanel.slot(of: news.score)))
        }
    }

    /// Times under the candles, at round candles.
    mutating func drawTimes() {
        guard rows < grid.height else { return }
        let every = max(1, (12 + window.step - 1) / window.step)
        var end = 0
        for index in window.indices {
            guard let time = window.openTime(at: index) else { continue }
            let place = Int((time.microseconds / window.timeframe.duration.microseconds) % Int64(every))
            let column = window.column(of: index)
            guard place == 0, column >= end else { continue }
            let label = window.timeframe.minutes >= 240 ? context.time.day(time) : context.time.minute(time)
            guard column + label.count <= window.plotWidth else { break }
            end = grid.put(label, x: column, y: rows, .dim) + 1
        }
    }

    /// The last price on the axis, in the colour of its candle.
    mutating func drawLastPrice() {
        guard window.axisWidth > 0, let last = window[window.count - 1] else { return }
        let value = last.close.doubleValue
        guard scale.contains(value) else { return }
        let row = scale.row(value)
        let slot: ThemeSlot = context.isStale ? .dim : last.close >= last.open ? .up : .down
        grid.fill(Rect(x: window.plotWidth, y: row, width: window.axisWidth, height: 1), .text)
        let text = NumberText.price(last.close, places: window.places)
        grid.put("◀", x: window.plotWidth, y: row, Style(slot))
        grid.put(text, endingAt: grid.width, y: row, Style(slot, on: .background, .bold))
    }

    /// A line through the candle, and a box with its numbers on the side where there is room.
    mutating func drawCursor() {
        guard let cursor = context.state.cursor?.floored(to: window.timeframe.duration),
            let index = window.index(of: cursor), window.indices.contains(index), let candle = window[index]
        else { return }
        let column = window.column(of: index) + window.bodyWidth / 2
        for row in 0..<rows where column < window.plotWidth && Self.isFree(grid[column, row]) {
            grid.set("┊", x: column, y: row, Style(.accent))
        }
        let lines = CursorBox.lines(candle, previous: window[index - 1], places: window.places, context.time)
        let width = (lines.map { CharacterWidth.columns(of: $0.text) }.max() ?? 0) + 4
        guard width <= window.plotWidth, lines.count + 2 <= rows else {
            grid.put(lines.map(\.text).joined(separator: " "), x: 0, y: 0, Style(.selectionText, on: .selection))
            return
        }
        let x = column > window.plotWidth / 2 ? 0 : window.plotWidth - width
        let rect = Rect(x: x, y: 0, width: width, height: lines.count + 2)
        grid.fill(rect, .text)
        Frame.draw(rect, title: [], isFocused: true, into: &grid)
        for (offset, line) in lines.enumerated() { grid.put([line], x: x + 2, y: offset + 1, limit: width - 4) }
    }
}

/// The C library's, named so that it does not hide behind a type.
func exponential(_ value: Double) -> Double { exp(value) }
