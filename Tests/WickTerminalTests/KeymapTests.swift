import Testing
import WickDomain
import WickTerminal

@Suite struct KeymapTests {
    @Test func theNameOfEveryKeyReadsAsThatKey() {
        for key in Keymap().entries.flatMap(\.keys) { #expect(Key(name: key.name) == key, "\(key.label)") }
    }

    private let keymap = Keymap()

    @Test func everyActionHasOneEntryWithAKeyATitleAndHelp() {
        #expect(Set(keymap.entries.map(\.action)) == Set(Action.allCases))
        #expect(keymap.entries.count == Action.allCases.count)
        for entry in keymap.entries {
            #expect(!entry.keys.isEmpty && !entry.title.isEmpty, "\(entry.action)")
            #expect(entry.help.hasSuffix("."), "\(entry.action)")
        }
        let keys = keymap.entries.flatMap(\.keys)
        #expect(Set(keys).count == keys.count)
        #expect(Set(keymap.entries.map(\.title)).count == keymap.entries.count)
    }

    @Test(arguments: Action.allCases) func everyActionIsReachedByKeyPaletteAndHelp(_ action: Action) throws {
        let entry = keymap[action]
        let context = ScreenContext(
            snapshot: try SampleSnapshot.full(), size: Size(width: 120, height: 40), keymap: keymap,
            themes: ["dark", "light"])
        // By each of its keys.
        for key in entry.keys {
            #expect(keymap.action(for: key) == action)
            var (pressed, applied) = (ScreenState(), ScreenState())
            #expect(pressed.handle(.key(key), context) == applied.apply(action, context))
            #expect(pressed == applied)
        }
        // By its title in the palette.
        var state = ScreenState()
        _ = state.handle(.key(.character(":")), context)
        for character in entry.title { _ = state.handle(.key(.character(character)), context) }
        let row = try #require(keymap.search(state.query).firstIndex { $0.action == action })
        for _ in 0..<row { _ = state.handle(.key(.down), context) }
        var applied = ScreenState()
        #expect(state.handle(.key(.enter), context) == applied.apply(action, context))
        #expect(state == applied)
        // In the help, with its line.
        state = ScreenState()
        state.dialog = .help
        state.query = entry.title
        let help = SnapshotRenderer(theme: .dark).text(
            ScreenDrawing.draw(Size(width: 120, height: 60), SampleSnapshot.context(try SampleSnapshot.full(), state)))
        #expect(help.contains(entry.title) && help.contains(entry.help))
    }

    @Test(arguments: [100, 80, 60, 40]) func theHelpIsWholeAtEveryWidthAndScrollsToItsEnd(_ width: Int) throws {
        let context = ScreenContext(
            snapshot: try SampleSnapshot.full(), size: Size(width: width, height: 16), keymap: keymap, themes: [])
        var state = ScreenState()
        _ = state.apply(.help, context)
        var seen = ""
        for _ in 0..<60 {
            let shown = ScreenDrawing.draw(context.size, SampleSnapshot.context(context.snapshot, state))
            seen += SnapshotRenderer(theme: .dark).text(shown)
            _ = state.apply(.down, context)
            _ = state.apply(.down, context)
        }
        let words = keymap.entries.flatMap { $0.help.split(separator: " ") }
        for word in words { #expect(seen.contains(word)) }
    }

    @Test func theFooterNamesTheKeysThatAreBound() {
        let keymap = Keymap(bindings: ["help": ["f9"]])
        let context = PanelContext(
            snapshot: SampleSnapshot.empty, state: ScreenState(), now: SampleSnapshot.now, keymap: keymap)
        let text = SnapshotRenderer(theme: .dark).text(ScreenDrawing.draw(Size(width: 120, height: 40), context))
        #expect(text.split(separator: "\n").last?.hasPrefix(" F9 help  : cmd") == true)
    }

    @Test func aKeyThatIsGivenAwayDoesOneThingOnly() {
        let keymap = Keymap(bindings: ["freeze": ["q"]])
        #expect(keymap.action(for: .character("q")) == .freeze)
        #expect(keymap.action(for: .character("f")) == nil)
        #expect(keymap.warnings == ["keys: quit has lost its last key; the palette still has it"])
    }

    @Test func whatIsWrongWithABindingIsOneWarning() {
        let keymap = Keymap(bindings: ["freeze": ["ctrl-1"], "nothing": ["x"], "mouse": ["y"], "log": ["y"]])
        #expect(keymap.warnings.count == 3)
        #expect(keymap.warnings.contains("keys.mouse: y is bound to log already"))
        #expect(keymap.warnings.contains("keys.nothing: there is no such action; wick's help lists them"))
        #expect(keymap.warnings.contains("keys.freeze: 'ctrl-1' is no key; such are q, R, space, f2, ctrl-r"))
    }

    @Test func keysHaveNames() {
        for key in keymap.entries.flatMap(\.keys) { #expect(!key.label.isEmpty) }
        for name in ["", "qq", "f0", "f25", "ctrl-", "ctrl-11", "é", "\u{1b}"] {
            #expect(Key(name: name) == nil, "\(name)")
        }
        #expect(Key(name: "ctrl-R") == .control("r"))
        #expect(Key(name: "space") == .character(" "))
    }
}
