import WickDomain

/// All themes; the selected one is shown at once.
enum ThemeDialog {
    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let first = DialogDrawing.firstLine(
            selection: context.state.selection, count: context.themes.count, rows: size.height)
        for (row, name) in context.themes.dropFirst(first).prefix(size.height).enumerated() {
            let isSelected = first + row == context.state.selection
            let ground: ThemeSlot = isSelected ? .selection : .background
            if isSelected {
                grid.fill(Rect(x: 0, y: row, width: size.width, height: 1), Style(.selectionText, on: ground))
            }
            grid.put(isSelected ? "▸" : " ", x: 1, y: row, Style(.accent, on: ground))
            grid.put(
                SafeText.fitted(name, columns: size.width - 14), x: 3, y: row,
                Style(isSelected ? .selectionText : .text, on: ground))
            if isSelected {
                grid.put("▲", x: size.width - 8, y: row, Style(.up, on: ground))
                grid.put("▼", x: size.width - 6, y: row, Style(.down, on: ground))
                grid.put("◆", x: size.width - 4, y: row, Style(.forecast, on: ground))
            }
        }
        return grid
    }
}

/// The registry side by side: one line a version.
enum ModelDialog {
    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let versions = context.snapshot.models.versions
        guard !versions.isEmpty else {
            EmptyPane.draw(.models, into: &grid, context)
            return grid
        }
        grid.put("  version  role        trained       rows     MAE bp  no change   skill  of", x: 1, y: 0, .dim)
        let details = details(of: versions, context, columns: size.width - 4).prefix(max(0, size.height - 4))
        for (row, line) in details.enumerated() {
            grid.put(line, x: 3, y: size.height - details.count + row, .dim)
        }
        let rows = max(0, size.height - 1 - (details.isEmpty ? 0 : details.count + 1))
        let first = DialogDrawing.firstLine(selection: context.state.selection, count: versions.count, rows: rows)
        for (row, version) in versions.dropFirst(first).prefix(rows).enumerated() {
            let isSelected = first + row == context.state.selection
            let ground: ThemeSlot = isSelected ? .selection : .background
            if isSelected {
                grid.fill(Rect(x: 0, y: row + 1, width: size.width, height: 1), Style(.selectionText, on: ground))
            }
            let text: ThemeSlot = isSelected ? .selectionText : version.role == .none ? .dim : .text
            grid.put(line(version, context), x: 1, y: row + 1, Style(text, on: ground))
        }
        return grid
    }

    /// Why the selected one is what it is, and what its trees split on.
    private static func details(
        of versions: [Snapshot.ModelVersion], _ context: PanelContext, columns: Int
    ) -> [String] {
        guard versions.indices.contains(context.state.selection) else { return [] }
        let version = versions[context.state.selection]
        let gains = version.gains.prefix(6).map { "\($0.feature) \(Int(saturating: ($0.share * 100).rounded()))%" }
        let lines = EmptyPane.wrapped("#\(version.version): \(version.verdict)", columns: columns)
        return gains.isEmpty
            ? lines : lines + EmptyPane.wrapped("gain: \(gains.joined(separator: ", "))", columns: columns)
    }

    private static func line(_ version: Snapshot.ModelVersion, _ context: PanelContext) -> String {
        let role = version.role == .none ? "" : version.role.rawValue
        let pad = NumberText.padded
        return "  " + "#\(version.version)".left(9) + role.left(12) + context.time.dayAndMinute(version.trainedTime)
            + pad(NumberText.grouped(String(version.rows)), 9)
            + pad(NumberText.fixed(version.error * 10_000, places: 2), 9)
            + pad(NumberText.fixed(version.persistenceError * 10_000, places: 2), 11)
            + pad(NumberText.percent(version.skill, places: 1), 8)
            + "  " + (version.instrument.map { "\($0.symbol)" } ?? "–")
    }
}

extension String {
    /// Padded with blanks on the right.
    fileprivate func left(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

/// The configuration in force.
enum SettingsDialog {
    static func body(_ size: Size, _ context: PanelContext) -> Grid {
        var grid = Grid(size)
        let settings = context.snapshot.settings
        guard !settings.isEmpty else {
            let text = "Nothing is configured here: wick config prints all keys with their values."
            for (row, line) in EmptyPane.wrapped(text, columns: size.width - 2).enumerated() {
                grid.put(line, x: 1, y: row, .dim)
            }
            return grid
        }
        let width = min(36, settings.map(\.key.count).max() ?? 0)
        let first = min(context.state.selection, max(0, settings.count - size.height))
        for (row, setting) in settings.dropFirst(first).prefix(size.height).enumerated() {
            grid.put(SafeText.fitted(setting.key, columns: width), x: 1, y: row, .text)
            grid.put(SafeText.fitted(setting.value, columns: size.width - width - 4), x: width + 3, y: row, .dim)
        }
        return grid
    }
}
