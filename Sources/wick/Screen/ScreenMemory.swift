import Foundation
import WickDomain
import WickStore
import WickTerminal

/// What the person chose last time: layout, theme, timeframe and the like, in a small file in the user's state folder.
struct ScreenMemory {
    /// Nil where the account has no such folder: then nothing is remembered.
    private let path: String?

    init(environment: [String: String]) {
        path = (try? UserFolders(environment: environment).path(.state)).map { "\($0)/screen" }
    }

    /// The choices that can be read; others keep their defaults.
    func restore(into state: inout ScreenState) {
        // Without the file nothing was chosen yet.
        guard let path, let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            restore(parts[0], parts[1], into: &state)
        }
    }

    private func restore(_ key: String, _ value: String, into state: inout ScreenState) {
        switch key {
        case "layout": state.preset = LayoutPreset(rawValue: value) ?? state.preset
        case "theme": state.theme = value
        case "timeframe": state.timeframe = Timeframe(rawValue: value) ?? state.timeframe
        case "candles": state.candleStyle = ScreenState.CandleStyle(rawValue: value) ?? state.candleStyle
        case "zoom":
            if let zoom = Int(value), ScreenState.zoomRange.contains(zoom) { state.zoom = zoom }
        case "indicators":
            if let count = Int(value), (0...20).contains(count) { state.indicatorGroups = count }
        case "local": state.usesLocalTime = value == "true"
        default: break
        }
    }

    /// Replaces the file at once.
    ///
    /// - Returns: why it could not be; nil where it could.
    func save(_ state: ScreenState) -> String? {
        guard let path else { return nil }
        let lines = [
            "layout=\(state.preset.rawValue)", "theme=\(state.theme)", "timeframe=\(state.timeframe)",
            "candles=\(state.candleStyle.rawValue)", "zoom=\(state.zoom)", "indicators=\(state.indicatorGroups)",
            "local=\(state.usesLocalTime)",
        ]
        do {
            try FolderMaking.make(PathFault.folder(of: path))
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
            return nil
        } catch {
            return "\(path) cannot be written: \((error as? PathFault)?.description ?? error.localizedDescription)"
        }
    }
}
