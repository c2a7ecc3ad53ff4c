import Testing
import WickTerminal

@Suite struct LayoutTests {
    @Test(arguments: LayoutPreset.allCases) func nothingOverlapsOrLeavesTheScreen(_ preset: LayoutPreset) {
        for height in 1...100 {
            for width in stride(from: 1, through: 300, by: width(after: height)) {
                for expanded in [nil, Pane.news] {
                    let layout = Layout(size: Size(width: width, height: height), preset: preset, expanded: expanded)
                    let problem = problem(layout, width, height)
                    if let problem { Issue.record("\(preset) \(width)x\(height): \(problem)") }
                }
            }
        }
    }

    /// Every width for a few heights, every third for the others.
    private func width(after height: Int) -> Int { height % 10 == 0 ? 1 : 3 }

    private func problem(_ layout: Layout, _ width: Int, _ height: Int) -> String? {
        let rects = layout.placements.map(\.rect) + [layout.header, layout.footer].compactMap { $0 }
        for (index, rect) in rects.enumerated() {
            guard rect.x >= 0, rect.y >= 0, rect.maxX <= width, rect.maxY <= height else { return "\(rect) leaves it" }
            for other in rects.dropFirst(index + 1) {
                if rect.x < other.maxX, other.x < rect.maxX, rect.y < other.maxY, other.y < rect.maxY {
                    return "\(rect) and \(other) overlap"
                }
            }
        }
        let covered = rects.reduce(0) { $0 + $1.width * $1.height }
        return layout.sizeClass == .line || covered == width * height
            ? nil : "\(covered) cells of \(width * height) are used"
    }

    @Test func the120ColumnsAreSharedAsSpecified() throws {
        let layout = Layout(size: Size(width: 120, height: 40))
        #expect(layout.placement(of: .chart)?.rect == Rect(x: 0, y: 1, width: 88, height: 22))
        #expect(layout.placement(of: .volume)?.rect == Rect(x: 0, y: 23, width: 88, height: 6))
        #expect(layout.placement(of: .news)?.rect == Rect(x: 0, y: 29, width: 61, height: 10))
        #expect(layout.footer == Rect(x: 0, y: 39, width: 120, height: 1))
    }

    @Test func the24RowsAreSharedAsSpecified() {
        let layout = Layout(size: Size(width: 80, height: 24))
        #expect(layout.placements.map(\.rect.height) == [13, 2, 7])
        #expect(layout.placements.map(\.rect.width) == [80, 80, 80])
    }

    @Test func sizesFallIntoTheirClasses() {
        let classes = ["200x60", "120x40", "80x24", "60x16", "40x10", "20x1", "1x1"].map {
            SizeClass(Size($0) ?? Size(width: 0, height: 0))
        }
        #expect(classes == [.wide, .standard, .medium, .compact, .mini, .line, .line])
    }

    @Test(arguments: ["", "x", "0x5", "5x", "5x0", "1001x5", "-1x5", "5x5x5", "axb"]) func sizesThatAreNoneAreRefused(
        _ text: String
    ) {
        #expect(Size(text) == nil)
    }
}
