import WickDomain

/// The models in use, the training that runs, and its loss.
enum ModelPanel {
    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let models = context.snapshot.models
        guard !models.versions.isEmpty || models.training != nil else {
            EmptyPane.draw(.models, into: &grid, context)
            return grid
        }
        var y = 0
        let champion = models.version(.champion, of: context.market?.instrument)
        let challenger = models.version(.challenger, of: context.market?.instrument)
        let shown = [champion, challenger].compactMap { $0 }
        for version in shown where y < size.height {
            y = draw(version, y: y, lines: shown.count == 1 ? 5 : 2, context, into: &grid)
        }
        if let run = models.training, y < size.height { y = draw(run, y: y, context, into: &grid) }
        if let run = models.training, run.state == .running {
            drawLoss(run, Rect(x: 1, y: y, width: size.width - 2, height: size.height - y), into: &grid)
        } else if let first = shown.first {
            drawGains(first, y: y, into: &grid)
        }
        return grid
    }

    private static func draw(
        _ version: Snapshot.ModelVersion, y: Int, lines count: Int, _ context: PanelContext, into grid: inout Grid
    ) -> Int {
        let role = version.role == .none ? "" : " \(version.role.rawValue)"
        let text = "\(role), \(TimeText.length(context.now - version.trainedTime))"
        let x = grid.put("#\(version.version)", x: 1, y: y, Style(.accent, on: .background, .bold))
        let slot: ThemeSlot = version.skill > 0 ? .good : .bad
        var skill = NumberText.percent(version.skill, places: 1)
        if x + text.count + skill.count + 8 <= grid.width { skill = "skill " + skill }
        grid.put(text, x: x, y: y, .text, limit: grid.width - 2 - skill.count - x)
        grid.put(skill, endingAt: grid.width - 1, y: y, Style(slot))
        guard y + 1 < grid.height, grid.width >= 28, grid.height >= 6 else { return y + 1 }
        let rows = "\(NumberText.grouped(String(version.rows))) rows"
        let reason = version.verdict.isEmpty ? rows : "\(rows), \(version.verdict)"
        let room = grid.height > 6 ? min(count, grid.height - y - 1) : 1
        let lines = EmptyPane.wrapped(reason, columns: grid.width - 2, atMost: room)
        for (row, line) in lines.enumerated() { grid.put(line, x: 1, y: y + 1 + row, .dim) }
        return y + 1 + lines.count
    }

    private static func draw(
        _ run: Snapshot.TrainingRun, y: Int, _ context: PanelContext, into grid: inout Grid
    ) -> Int {
        let label = "#\(run.version) "
        var x = grid.put(label, x: 1, y: y, Style(.accent, on: .background, .bold))
        switch run.state {
        case .running:
            let width = max(4, grid.width - x - 8)
            let filled = Int(saturating: (min(max(run.fraction, 0), 1) * Double(width)).rounded(.down))
            x = grid.put(String(repeating: "━", count: filled), x: x, y: y, Style(.accent))
            x = grid.put(String(repeating: "━", count: width - filled), x: x, y: y, Style(.grid))
            grid.put(" \(Int(saturating: run.fraction * 100))%", x: x, y: y, .text)
            guard y + 1 < grid.height else { return y + 1 }
            let elapsed = TimeText.length(context.now - run.startTime)
            grid.put(SafeText.fitted("\(run.stage), \(elapsed)", columns: grid.width - 2), x: 1, y: y + 1, .dim)
            return y + 2
        case .finished: grid.put("trained", x: x, y: y, Style(.good))
        case .cancelled: grid.put("training cancelled", x: x, y: y, Style(.warn))
        case .failed(let reason): return drawFailure(reason, x: x, y: y, into: &grid)
        }
        return y + 1
    }

    /// In one line where it fits, or where there is no other.
    private static func drawFailure(_ reason: String, x: Int, y: Int, into grid: inout Grid) -> Int {
        let room = grid.width - x - 1
        let text = "training failed: \(reason)"
        guard CharacterWidth.columns(of: text) > room, y + 1 < grid.height else {
            grid.put(SafeText.fitted(text, columns: room), x: x, y: y, Style(.bad))
            return y + 1
        }
        grid.put("training failed", x: x, y: y, Style(.bad))
        let lines = EmptyPane.wrapped(reason, columns: grid.width - 2, atMost: grid.height - y - 1)
        for (row, line) in lines.enumerated() { grid.put(line, x: 1, y: y + 1 + row, .text) }
        return y + 1 + lines.count
    }

    /// Training and validation loss over the rounds.
    private static func drawLoss(_ run: Snapshot.TrainingRun, _ rect: Rect, into grid: inout Grid) {
        let values = run.trainLoss + run.validationLoss
        guard rect.height >= 2, rect.width >= 8, let low = values.filter(\.isFinite).min(),
            let high = values.filter(\.isFinite).max()
        else { return }
        let legend = rect.height >= 3 ? 1 : 0
        if legend > 0 {
            let x = grid.put("loss  ", x: rect.x, y: rect.y, .dim)
            let next = grid.put("train ", x: x, y: rect.y, Style(.overlay2))
            let last = run.validationLoss.last.map { " \(NumberText.fixed($0, places: 5))" } ?? ""
            grid.put("validation\(last)", x: next, y: rect.y, Style(.overlay1))
        }
        let size = Size(width: rect.width, height: rect.height - legend)
        for (line, slot) in [(run.trainLoss, ThemeSlot.overlay2), (run.validationLoss, .overlay1)] {
            var dots = Braille(size)
            dots.curve(line, in: low...high, Style(slot))
            dots.draw(into: &grid, x: rect.x, y: rect.y + legend)
        }
    }

    /// What the trees split on, as parts of all gain; the longest bar is the largest part.
    private static func drawGains(_ version: Snapshot.ModelVersion, y: Int, into grid: inout Grid) {
        guard let largest = version.gains.first?.share, largest > 0, y + 1 < grid.height else { return }
        grid.put("gain by feature", x: 1, y: y, .dim)
        for (row, gain) in version.gains.enumerated() where y + 1 + row < grid.height {
            grid.put(SafeText.fitted(gain.feature, columns: 17), x: 1, y: y + 1 + row, .text)
            let share = "\(Int(saturating: (gain.share * 100).rounded()))%"
            grid.put(share, endingAt: 22, y: y + 1 + row, .dim)
            let width = max(0, grid.width - 24)
            grid.put(Bars.row(gain.share / largest, columns: width), x: 23, y: y + 1 + row, Style(.overlay3))
        }
    }
}
