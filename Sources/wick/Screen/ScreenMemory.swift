import Foundation
import WickDomain
import WickTerminal

/// What the person chose last time: layout, theme, timeframe and the like, in a small file in the user's state folder.
struct ScreenMemory {
    private let path: String

    init(environment: [String: String]) {
        let home = environment["HOME"] ?? "/"
        let folder = environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(home)/.local/state"
        path = "\(folder)/wick/screen"
    }

    /// The choices that can be read; others keep their defaults.
    func restore(into state: inout ScreenState) {
        // Without the file nothing was chosen yet.
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
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
        let lines = [
            "layout=\(state.preset.rawValue)", "theme=\(state.theme)", "timeframe=\(state.timeframe)",
            "candles=\(state.candleStyle.rawValue)", "zoom=\(state.zoom)", "indicators=\(state.indicatorGroups)",
            "local=\(state.usesLocalTime)",
        ]
        do {
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
            return nil
        } catch {
            return "\(path) cannot be written: \(error.localizedDescription)"
        }
    }
}
