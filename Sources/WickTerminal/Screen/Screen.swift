import CNcurses
import Glibc
public import WickDomain

/// The screen while it runs: owns the terminal and one thread. Reads what is typed, shows the newest snapshot, and tells the
/// program what it is asked for; it never waits for a pipeline.
public final class Screen {
    /// What ended it.
    public enum Ending: Equatable, Sendable {
        case quit
        case signal(Int32)
        /// Standard input is gone.
        case inputClosed
        /// The terminal's type is not known, or there is none.
        case noTerminal
    }

    /// What the program answers to an effect.
    public struct Reply: Sendable {
        /// One line for the footer.
        public var message: String?
        public var keymap: Keymap?
        public var themes: ThemeBook?

        public init(message: String? = nil, keymap: Keymap? = nil, themes: ThemeBook? = nil) {
            self.message = message
            self.keymap = keymap
            self.themes = themes
        }
    }

    /// This screen as files.
    public struct Picture: Sendable {
        public let text: String
        public let svg: String
        public let csv: String
    }

    public struct Configuration: Sendable {
        public var environment: [String: String]
        public var state = ScreenState()
        public var keymap = Keymap()
        public var themes = ThemeBook()
        /// The wall's time.
        public var wall: @Sendable () -> Timestamp
        /// A clock that only rises.
        public var elapsed: @Sendable () -> Duration
        /// Of local time from UTC at a moment, in seconds.
        public var localOffset: @Sendable (Timestamp) -> Int = { _ in 0 }
        /// Does what is asked, or starts it; must not block.
        public var perform: @Sendable (Effect, ScreenState) -> Reply
        /// Saves a picture and says where.
        public var save: @Sendable (Picture) -> Reply

        public init(
            environment: [String: String], wall: @escaping @Sendable () -> Timestamp,
            elapsed: @escaping @Sendable () -> Duration,
            perform: @escaping @Sendable (Effect, ScreenState) -> Reply,
            save: @escaping @Sendable (Picture) -> Reply
        ) {
            self.environment = environment
            self.wall = wall
            self.elapsed = elapsed
            self.perform = perform
            self.save = save
        }
    }

    /// Thirty frames a second at most; a key is answered at once.
    private static let frameInterval: Duration = .milliseconds(33)

    private let configuration: Configuration
    private let mailbox: SnapshotMailbox
    private let terminal: Terminal
    private let pipe: WakePipe
    private var state: ScreenState
    private var keymap: Keymap
    private var themes: ThemeBook
    /// The newest one, and the one that is shown: the same unless the view is frozen.
    private var newest: Snapshot
    private var shown: Snapshot
    private var lastFrame: Duration?
    private var isDirty = true
    private var ending: Ending?

    /// Takes the terminal over, on the thread that will run it; nil where that cannot be.
    private init?(_ configuration: Configuration, mailbox: SnapshotMailbox) {
        guard let pipe = WakePipe() else { return nil }
        wick_guard_faults()
        // Before ncurses, which would answer a new size by itself, and would have to guess it.
        wick_forward_signals(pipe.writeEnd)
        let theme = configuration.themes.theme(named: configuration.state.theme) ?? .dark
        guard let terminal = Terminal(environment: configuration.environment, theme: theme) else { return nil }
        self.configuration = configuration
        self.mailbox = mailbox
        self.terminal = terminal
        self.pipe = pipe
        state = configuration.state
        keymap = configuration.keymap
        themes = configuration.themes
        newest = mailbox.take() ?? Snapshot(time: configuration.wall(), source: .live)
        shown = newest
        // Without colours only the bodies tell up from down.
        if terminal.depth == .monochrome, state.candleStyle == .solid { state.candleStyle = .hollow }
        state.message = (keymap.warnings + themes.warnings).first
        mailbox.setWaker(pipe.writeEnd)
        terminal.setMouse(state.isMouseOn)
    }

    /// Runs the screen on the calling thread until it ends, and gives the terminal back.
    public static func run(_ configuration: Configuration, mailbox: SnapshotMailbox) -> Ending {
        guard let screen = Screen(configuration, mailbox: mailbox) else { return .noTerminal }
        while screen.ending == nil { screen.turn() }
        mailbox.setWaker(-1)
        screen.terminal.stop()
        return screen.ending ?? .quit
    }

    /// Draws if it is time, waits, and takes what has come.
    private func turn() {
        let now = configuration.elapsed()
        if isDirty, lastFrame.map({ now - $0 >= Self.frameInterval }) ?? true { draw() }
        let tick = nextTick()
        if pipe.wait(milliseconds: timeout(tick)) { ending = .inputClosed }
        if let tick, configuration.wall() >= tick { isDirty = true }
        for byte in pipe.drain() where byte != 0 { take(signal: Int32(byte)) }
        if mailbox.isClosed { ending = .quit }
        if let snapshot = mailbox.take() {
            newest = snapshot
            if !state.isFrozen {
                isDirty = isDirty || snapshot.revision != shown.revision
                shown = snapshot
            }
        }
        readInput()
    }

    /// When the clock in the header changes; nil in a replay, whose clock comes with its snapshots.
    private func nextTick() -> Timestamp? {
        guard shown.source == .live, !state.isFrozen else { return nil }
        return configuration.wall().floored(to: .seconds(1)) + .seconds(1)
    }

    /// Until the next frame may be drawn, or until the clock changes.
    private func timeout(_ tick: Timestamp?) -> Int32? {
        if isDirty, let lastFrame {
            let left = (lastFrame + Self.frameInterval) - configuration.elapsed()
            return Int32(clamping: max(0, Int(saturating: (left.seconds * 1000).rounded(.up))))
        }
        return tick.map {
            Int32(clamping: max(1, Int(saturating: (($0 - configuration.wall()).seconds * 1000).rounded(.up))))
        }
    }

    private func take(signal: Int32) {
        if signal == SIGWINCH {
            terminal.resize()
            draw()
        } else {
            ending = .signal(signal)
        }
    }

    private func readInput() {
        while ending == nil, let reading = terminal.read() {
            switch reading {
            case .input(let input):
                let context = ScreenContext(
                    snapshot: shown, size: terminal.size, keymap: keymap, themes: themes.themes.map(\.name))
                let wasFrozen = state.isFrozen
                for effect in state.handle(input, context) { perform(effect) }
                if wasFrozen, !state.isFrozen { shown = newest }
                if ending == nil { draw() }
            case .nothing: break
            }
        }
    }
}

extension Screen {
    private var panelContext: PanelContext {
        let now = shown.source == .live && !state.isFrozen ? configuration.wall() : shown.time
        return PanelContext(
            snapshot: shown, state: state, now: now, keymap: keymap, themes: themes.themes.map(\.name),
            localOffsetSeconds: configuration.localOffset(now))
    }

    private func draw() {
        terminal.show(ScreenDrawing.draw(terminal.size, panelContext))
        lastFrame = configuration.elapsed()
        isDirty = false
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .quit: ending = .quit
        case .setMouse(let isOn): terminal.setMouse(isOn)
        case .setTheme(let name): terminal.setTheme(themes.theme(named: name) ?? .dark)
        case .saveSnapshot: take(configuration.save(picture()))
        default: take(configuration.perform(effect, state))
        }
    }

    private func take(_ reply: Reply) {
        if let message = reply.message { state.message = message }
        if let keymap = reply.keymap { self.keymap = keymap }
        guard let themes = reply.themes else { return }
        self.themes = themes
        terminal.setTheme(themes.theme(named: state.theme) ?? .dark)
    }

    private func picture() -> Picture {
        let context = panelContext
        let grid = ScreenDrawing.draw(terminal.size, context)
        let renderer = SnapshotRenderer(theme: themes.theme(named: state.theme) ?? .dark)
        return Picture(
            text: renderer.text(grid), svg: renderer.svg(grid),
            csv: SnapshotRenderer.csv(context, size: terminal.size))
    }
}
