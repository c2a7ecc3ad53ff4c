// The lines' form is described at `Vocabulary.init`. Weights are of wick's own making.
extension Vocabulary {
    /// value: what it says where no subject is named. polarity: direction and size.
    static let moves = """
        v move .7 1 price : surge, soar, skyrocket, rocket, explode, moon, rip, blast, catapult, zoom, roar, boom
        v move .6 .8 price : jump, rally, leap, climb, spike, pump, advance, rebound, bounce, swell, balloon, \
        rise/rises/rose/risen, march higher, shoot/shoots/shot/shooting up, surpass, tops/topped/topping, exceed, smash, shatter, eclipse, cross above, \
        break/breaks/broke above, break/breaks/broke through, break/breaks/broke past, hit/hits/hitting all-time high, spring/springs/sprang/sprung back, \
        catch/catches/caught fire, take/takes/took/taking off, trend higher, rise/rises/rose past, roar back
        v move .5 .8 price : double, triple, quadruple, outperform, expand, grow/grows/grew/grown/growing, strengthen, \
        accelerate, mount, pile up, tick up, edge up, edge higher, improve, build/builds/built/building up, heat up, pick up, \
        outpace, outstrip, notch, uptick, multiply
        v move -.7 -1 price : plunge, plummet, crash, collapse, tumble, nosedive, tank, crater, implode, \
        freefall, free fall, go/goes/went/going to zero, capitulate, disintegrate
        v move -.6 -.9 price : slump, slide/slides/slid/sliding, sink/sinks/sank/sunk/sinking, tumble, slip, drop off, \
        retreat, fall/falls/fell/fallen, decline, dip, sag, skid, stumble, wobble, falter, retrace, dive, \
        backslide, unravel, correct sharply, break/breaks/broke below, fall/falls/fell/falling below, slip below, drop below, \
        dip below, slide/slides/slid below, crash below, tumble below, sink/sinks/sank below, plunge below, trade below, pull/pulls/pulled/pulling back, \
        languish, fall/falls/fell/falling short, roll over, swoon, rout, slid, surrender, skid, capsize, buckle under
        v move -.45 -.9 : shrink/shrinks/shrank/shrunk/shrinking, contract sharply, weaken, deteriorate, \
        fade, fizzle, evaporate, dry/dries/dried/drying up, stall, dwindle, wane, cool off, recede, \
        vanish, moderate, soften, dissipate, ebb, slacken, peter out, melt away, run/runs/ran/running out, subside, \
        disappear, die down, taper off, run/runs/ran/running on fumes
        v transitiveMove 0 -.9 : cool, ease, calm, slow
        v move 0 -.9 : abate, thaw, narrow, level off, clear, normalize, normalise, calm down, die/dies/died/dying down, calm
        v move .15 .7 : continue, persist, deepen, worsen, intensify, escalate, broaden, linger, endure, \
        widen, spread, swirl, loom, drag on, come/comes/came/coming back
        v transitiveMove .3 .7 : boost, increase, add, bolster, fuel, drive/drives/drove/driven/driving, propel, spark, ignite, \
        stoke, raise, extend, up, push up, add to, ramp up, step up, trigger, spur, expand, strengthen, buoy, \
        send/sends/sent higher, prop up, amplify, gain, notch, exacerbate, reignite, renew, revive, rack up, pull in
        v transitiveMove -.35 .7 macro : hike
        v transitiveMove -.45 -.8 : give/gives/gave/giving back, give/gives/gave/giving up
        v transitiveMove .05 .7 : pour, pump, inject, plow, attract, draw
        v transitiveMove 0 -.8 : pull, withhold
        v transitiveMove 0 .7 : post, log, records/recorded/recording, see/sees/saw/seen/seeing, face, bring, cause, report, incur, book, \
        prompt, unleash, register, have/has/had, bring in, hit/hits/hitting, reach, mark, show, mean, average, total
        v transitiveMove -.45 -.8 : cut/cuts/cutting, reduce, slash, lower, trim, pare, erase, shed/sheds/shedding, \
        drop, curb, tame, temper, dampen, dent, diminish, limit, wipe/wipes/wiped/wiping out, dash, scale back, undercut, dim, \
        lose/loses/lost/losing, crush, ease, mitigate, capped, quell, calm, soothe, allay, shrug off, brush off, defy, \
        shake off, offset, absorb, snap, contain, stem, sap, erode, drain away, scale down, overcome/overcomes/overcame, \
        halve, weather, tackle, combat, fight/fights/fought/fighting, dodge, squash, \
        slow, stifle, recoup, pour cold water on
        x describingMove .2 .9 : record, rising, growing, surging, soaring, higher, mounting, increasing, climbing, \
        escalating, strong, stronger, strongest, robust, solid, hotter, elevated, rampant, renewed, \
        accelerating, expanding, widening, intensifying, booming, swelling, heavy, heaviest, \
        resurgent, firmer, stickier, sticky, stubborn, healthy, deepening, hotter-than-expected, heightened, stronger-than-expected
        x describingMove 0 .9 : hot
        x describingMove .35 .9 : high, highest
        x describingMove -.35 -.9 : low, lowest
        x describingMove -.3 -.9 : falling, declining, lower, weak, weaker, weakest, slowing, shrinking, soft, softer, sluggish, \
        cooling, dwindling, cooler, easing, tepid, fading, thin, thinning, subdued, waning, lackluster, slumping, narrowing, \
        softening, receding, cooler-than-expected, softer-than-expected, smaller, weakening, tumbling, muted, worst, \
        plunging, lowest, anemic, decreasing, less, fewer, dismal
        n move .6 .9 price : record high, all-time high, all time high, ath, new high, fresh high, new peak, new record, \
        fresh record, uptick, increase, peak, 52-week high, record-high, new heights, upswing, rise, growth spurt
        n move -.6 -.9 price : record low, all-time low, all time low, new low, fresh low, decrease, slowdown, dip, \
        downtrend, downturn, sell-off, selloff, sell off, pullback, correction, price drop, bear trap, reversal, rout, \
        weekly drop, reduction, price slide, flash crash, market rout
        x threshold .35 .8 price : up, above, back above
        x threshold -.5 -.8 price : down, below, beneath, back below
        x move .4 .8 price : upward, in the green, to the upside, on a tear, above forecasts, above estimates, \
        above expectations, higher than expected
        x move -.5 -.8 price : downward, in the red, underwater, to the downside, below forecasts, below estimates, \
        below expectations, lower than expected, wiped out, wiped
        x surprise 1 0 : more than expected, more than forecast, more than feared, beyond expectations, faster than expected, \
        more than anticipated, sharper than expected, worse than expected, worse than feared
        x surprise -.5 0 : less than feared, less than expected, less than forecast, slower than expected, \
        not as bad as feared, less than anticipated, more slowly than expected
        """

    /// Undoing: value: what it says by itself; polarity: how thoroughly it undoes. Doing: value by itself.
    static let deeds = """
        v undoing -.4 .9 : reject, halt, suspend, cancel, scrap, revoke, veto/vetoes/vetoed/vetoing, skip, refuse, freeze/freezes/froze/frozen/freezing, \
        shelve, withhold/withholds/withheld, rebuff, turn down, vote down, strike/strikes/struck down, kill, derail, axe, \
        pull/pulls/pulled/pulling out of, back out of, pull the plug on, walk away from, stop, exclude, spurn, \
        close/closes/closed/closing door on, nix, terminate, shut/shuts/shutting down, shut/shuts/shutting, rule against, \
        die/dies/died/dying in committee, impede, cease, lock out, decline to
        x undoing -.35 1 : blocks, blocked, blocking
        v undoing 0 1 : block, bar
        v undoing -.3 .9 : price out
        x undoing -.4 .6 : denied
        v undoing 0 .9 : reconsider
        v undoing -.1 .6 : deny/denies/denied/denying
        v undoing .3 1 : baseless, unfounded, groundless, false, overblown, exaggerated, unwarranted, misplaced, found baseless, found groundless, proven false, debunked
        v undoing -.35 .6 : delay, postpone, pause, defer, put/puts/putting off, push back, stall, hold/holds/held/holding up
        v undoing .15 .9 : dismiss, thwart, foil, end, withdraw/withdraws/withdrew/withdrawn, quash, toss, throw/throws/threw/thrown out, vacate, \
        overturn, abandon, avoid, avert, escape, prevent, clear of, clear/clears/cleared/clearing of, acquit of, ditch, \
        roll back, repeal, rescind, nullify, void, back off, back away from, walk back, drop plan, stop short of, exit bankruptcy, \
        rule/rules/ruled/ruling out, dispute, refute, debunk, disprove, \
        remove, relax, resolve, fix, patch, repair, neutralize, tackle, put/puts an end to, push back against, won't pursue, \
        waive, survive, scrap plan, dispel, laugh off, loosen
        v undoing 0 .9 : close, shut down
        v undoing .35 .9 : settle, emerge from, exit bankruptcy, reimburse, compensate, refund, repay/repays/repaid
        v undoing .6 1 price : recover, recoup, claw back, win/wins/won back
        v undoing .1 .9 : return, pay/pays/paid off, cover, reverse, unwind
        v lifting .3 .8 : lift
        v doing .5 0 : approve, greenlight, green-light, win/wins/won/winning, land/lands/landed, secure, clinch, score, bag, endorse, embrace, adopt, \
        welcome, back, champion, champion, legalize, legalise, authorize, authorise, ok, give/gives/gave nod to, \
        give/gives green light, get/gets/got green light, get/gets/got nod, bless, restore, reinstate, unfreeze/unfroze/unfrozen, \
        reopen, grants/granted/granting, obtain, receive approval, whitelist, gain/gains/gained approval, strike/strikes/struck deal, \
        reach deal, reach agreement, make/makes users whole, uphold win, affirm win
        v doing .2 0 adoption : launch, introduce, debut
        v doing .1 0 : unveil
        v doing .1 0 adoption : list
        v doing .3 0 : resume
        v doing .3 0 adoption : integrate, partner, roll/rolls/rolled/rolling out, debut, accept, \
        enable, support, pass, join, team up, expand into, go/goes/went live, invest, deploy, add support, allow, permit, \
        tokenize, onboard, sign/signs/signed into law, sign, unlock access, complete, advance, tap, recommend, \
        recognise, recognize, make/makes legal tender, offer, debut, ink, open door
        v doing .2 0 : file for, file to
        v doing .1 0 : apply, propose, plan, consider, explore, seek, weigh, mull, eye, want, aim, call for, \
        pursue, look to, push for, confirm, disclose, announce, reveal, require, vow
        """

    static let plain = """
        v plain .45 0 price : buy/buys/bought/buying, acquire, accumulate, scoop up, stack, snap up, gobble up, hoard, purchase, \
        pour into, pile into, pile back into, rotate into, flock to, buy/buys/bought the dip, step in, load up, amass, stockpile, \
        top up, earn, collect, double down, bottom out, break/breaks/broke out, add btc, increase stake
        v plain -.45 0 price : sell/sells/sold/selling, dump, offload, unload, liquidate, divest, sell/sells/sold/selling off, \
        pull/pulls money, cash out, exit, rotate out of, flee/flees/fled/fleeing, abandon ship, rush for the exit, bail on, \
        pull/pulls billions, bleed/bleeds/bled/bleeding, get/gets/got liquidated, bail out of, get/gets rekt
        v plain .55 0 price : reclaim, regain, hold/holds/held/holding above, clear resistance, beat/beats/beating, top estimates, beat estimates, \
        break/breaks/broke record, smash record, overtake/overtakes/overtook, flip resistance
        v plain -.55 0 price : lose/loses/lost support, lose/loses/lost ground, \
        lose/loses/lost key support, miss estimates, miss expectations, miss earnings, miss, underperform, trail, lag, \
        lose/loses/lost peg, lose/loses/lost its peg, lose/loses/lost dollar peg, \
        lose/loses/lost its dollar peg, slip from peg, wind/winds/wound down, lose/loses/lost steam
        v plain .45 0 : outshine, thrive, flourish, prosper, shine, triumph, succeed, impress, prevail, stabilize, stabilise, \
        stabilized, upgrade, praise, reassure, cheer, celebrate, applaud, hail, innovate, return fund, return stolen, \
        rescue, recover stolen, recover fund, recover funds, recoup stolen, clear the way, clear way, pave/paves/paved/paving the way, redeem in full, exonerate, acquit, vindicate, side with, rule/rules/ruled in favor, settle case, \
        reach settlement, pardon, commute, cooperate, unfreeze, help, benefit, aid, fast-track, ease rules, ease restrictions
        v plain -.7 0 hack : hack, drain, exploit, steal/steals/stole/stolen/stealing, breach, siphon, loot, extort, defraud, \
        rug/rugs/rugged, scam, launder, swindle, phish, embezzle, kidnap, misappropriate, compromised, deceive, con/cons/conned
        v plain -.65 0 regulation : sue, indict, charge, convict, arrest, sentence, jail, fine, prosecute, subpoena, accuse, \
        seize, outlaw, criminalize, raid, penalize, penalise, sanction, plead/pleads/pleaded/pled guilty, crack down, \
        crack/cracks down on, clamp down, blacklist, detain, extradite, ban/bans/banned/banning, restrict, prohibit, \
        probe, investigate, allege, slap/slaps/slapped with, expel, deplatform, debank, confiscate
        v plain -.5 0 : warn, threaten, suffer, struggle, hurt, harm, damage, rattle, spook, scare, shake/shakes/shook, slam, \
        hammer, batter, punish, pressure, plague, jeopardize, undermine, blame, criticize, criticise, blast, condemn, \
        mislead, disappoint, fear, worry, downgrade, default, resign, quit, depart, lay off, lay/lays/laid/laying off, delist, \
        oppose, object, backfire, misfire, sour, doom, mar, cripple, paralyze, overwhelm, devastate, hobble, squeeze longs, \
        strain, clash, deplete, trap, dilute, balk, weigh on, buckle, disrupt, deflate, strand, hit by, hit with, \
        hit/hits by, leave/leaves/left with nothing, pull/pulls the plug, cut/cuts/cutting ties, cut/cuts/cutting jobs, \
        cut/cuts/cutting staff, evict, renege, botch, rebuke, fault, denounce, deride, vanish with, go/goes/went dark, \
        go/goes/went down, go/goes/went offline, lock out, locked out, run/runs/ran into trouble, die/dies/died/dying
        v plain -.85 0 : go/goes/went bankrupt, file for bankruptcy, file for chapter 11, file chapter 11, depeg, halt withdrawal, \
        suspend withdrawal, pause withdrawal, freeze/freezes/froze/freezing withdrawal, halt withdrawals, suspend withdrawals, \
        pause withdrawals, freeze/freezes/froze/freezing withdrawals, freeze/freezes/froze/freezing accounts, \
        block withdrawals, stop withdrawals, halts all withdrawals, wipe/wipes/wiped/wiping out investors, \
        halt trading, suspend trading, shut/shuts/shutting its doors, default on, slash/slashes/slashed validators, \
        withdrawals still frozen, withdrawals frozen, withdrawals halted, withdrawals suspended, accounts frozen
        x plain .4 0 : fed pauses, fed pause, nears, best ever, made whole, short liquidations, short liquidation, sold out, oversubscribed, fed pivot, \
        dovish pivot, pivot to easing, token burn, rate relief, reopening
        x plain 0 0 : blocks to go, blocks away, queue up, queues up, queued up, line up, step up to, big four, big three, closing in, close in on, bug bounty, ethical hacker, ethical hackers, killer app, hot wallet, hot wallets, \
        court date, high court, high school, low cost, small business, break down, trade volume ranking, short term, long term, \
        short-term, long-term, in short, right now, new york, new jersey, new zealand, top analyst, all rights, fine print, \
        fine wine, price action, market update, performance update, price watch
        v plain .45 0 macro : back cut, back cuts, favor cut, favor cuts, signal cut, signal cuts, support cut, support cuts, urge cut, urge cuts, \
        call for cut, call for cuts, project cuts, hint at cut, hint at cuts
        v plain .4 0 adoption : warm to, warm up to
        x plain -.55 0 : attacked, attacking, higher for longer, bulls lose, bulls retreat
        v plain .6 0 regulation : win/wins/won/winning lawsuit, win/wins/won/winning case, win/wins/won/winning appeal, \
        win/wins/won/winning court battle, win/wins/won/winning legal battle, win/wins/won/winning battle
        x plain -.45 0 : to tax, aren't buying it, not buying it, isn't buying it, under water, years in prison, years in jail, behind bars, \
        prison term, prison sentence, stay clear of, steer clear of, stay away from, keep away from, to leave, emptied, \
        hole in, still waiting, waiting for money, out of business, out of cash, out of money, too late, too little, \
        heads for the exits, head for the exits, pile out, in ruins, lost everything, everyone else lost, wipeout, wipeouts, scramble, \
        scrambles, scrambling
        x plain -.4 0 : undersubscribed, overhyped, woes, reeling, reels, economy contracts, gdp contracts, economy contracted, \
        stagnates, flatlines, bank failure, bank failures, bank collapse, sounds alarm, sounds the alarm, alarm, wake-up call, \
        sell wall, in crisis, in crisis mode, off a cliff, nothing to show, goes quiet
        x plain .45 0 : return to bitcoin, returns to bitcoin, return to crypto, returns to crypto, back to bitcoin, returns to positive, \
        turns positive, turn positive
        x plain .55 0 : confidence returns, demand returns, appetite returns, buyers return, optimism returns, bulls return, \
        bears lose, bears retreat, no funds lost, no funds were lost, nothing lost, not a single dollar lost, no customer funds, funds unaffected, \
        short sellers burned, short sellers squeezed, shorts burned, bears burned, bears caught, leaving exchanges, leave exchanges, \
        off exchanges, taking pressure off, takes pressure off, clears hurdle, clears final hurdle, clears last hurdle, \
        clears key hurdle, final hurdle cleared, compromise deal, reaches compromise, agree on, agrees on, passes audit, passes test, \
        profit taking subsides, paychecks in bitcoin, paycheck in bitcoin, salary in bitcoin, salaries in bitcoin, cheaper, faster, \
        worst may be behind, worst is behind, worst is over, bears trapped, shorts trapped, resume withdrawals, \
        resumes withdrawals, resumed withdrawals, restores withdrawals, restored withdrawals, reopens withdrawals, \
        withdrawals resume, withdrawals resumed, withdrawals restored, legal clarity, bears in disbelief
        x plain -.4 0 macro : fewer cuts, fewer rate cuts, no rush to cut, no cuts, rules out cuts, gdp shrinks
        x plain .5 0 : funds returned, into law, pay taxes in, taxes in bitcoin, taxes in crypto, bullish, positive, upbeat, optimistic, confident, dovish, supportive, constructive, favorable, favourable, \
        strengthens, crypto-friendly, pro-crypto, friendly, unstoppable, parabolic, undervalued, oversold bounce, risk-on, \
        outperforming, profitable, promising, resilient, landmark, historic, groundbreaking, game changer, game-changer, \
        full steam, safe, secure, in full, whole, certain, all but certain, without a hitch, smoothly, \
        successfully, successful, vote of confidence, tailwind, tailwinds, boom, boon, dip buyers, bulls, bulls eye, \
        bought the dip, ten to one, lead gains, leads gains, no hack, no breach, bullish bets, buy signal, white hat, greed, hodl, \
        closes higher, close higher, best quarter, best month, best week, best day, green week, shorts liquidated, \
        short sellers lose, shorts are squeezed, shorts squeezed, safe haven, alt season, altseason, altcoin season begins, \
        legal tender, no longer a security, not a security, isn't a security, not securities, worst is over, innocent, \
        not guilty, cleared, in the clear, unharmed, unscathed, uncertainty ends, bottom is in, risk appetite returns, \
        bullish signal, rate cuts are coming, cuts are coming, milestone, to the moon, undefeated, upside, hope, hopes, \
        funds are safe, funds safe, no user funds lost, fully recovered, back online, peg restored, \
        beats forecasts, beats forecast, beats expectations, tops forecasts, tops expectations, better than expected, \
        better than feared, better-than-expected, crypto crackdown is over, proves resilient, attractive, lifeline
        x plain -.5 0 : bearish, negative, gloomy, pessimistic, hawkish, fearful, risky, unstable, illegal, unlawful, illicit, \
        overvalued, overbought, risk-off, fragile, dangerous, reckless, worthless, fake, fraudulent, insolvent, bankrupt, \
        missing, unverified, guilty, vulnerable, troubled, embattled, beleaguered, disgraced, battered, struggling, stuck, \
        underwhelming, disappointing, poor, bleak, grim, dire, ugly, painful, brutal, bloody, shaky, stagnant, dead, doomed, \
        short-lived, fleeting, in jeopardy, at risk, in doubt, in limbo, on hold indefinitely, fails, failed, fail, failing, \
        bears, bears eye, sellers return, sell signal, bull trap, dead cat bounce, no relief, with nothing, nothing left, \
        worst quarter, worst week, worst month, worst day, worst year, red flag, headwinds, running on empty, flat-lining, \
        longs liquidated, leveraged longs, wiped off, wipe out, unregistered, unregistered securities, predatory, \
        under fire, under pressure, under investigation, under scrutiny, in trouble, on the brink, in tatters, unpaid, \
        unlikely, uncertain, hot jobs, in freefall, stay away, stays away, stays cautious, cautious, lows, \
        bubble, at all-time low, going to zero, out of steam, runs out of steam, loses momentum, lost funds, stands firm, \
        cannot account for, can't account for, backdoor, misleading, cut off, shuttered, defunct, rekt, bloodbath, \
        worse than expected, worse than feared, worse-than-expected, bearish bets, shock, clouds, gridlock, impasse, \
        unease, unsustainable, not out of the woods, hangover, stalemate, squeezed margins, vanishes, headache
        """

    /// Words that steer other words.
    static let grammar = """
        x negation .7 0 : before it could, before they could, before anyone, before any, before users, before being, not, never, isn't, wasn't, aren't, won't, doesn't, don't, didn't, can't, cannot, couldn't, wouldn't, \
        hasn't, haven't, shouldn't, weren't, hadn't, no, nor, neither, without, hardly, barely, no longer, unable to, \
        nobody, none, nothing, zero, far from, yet to, fail to, fails to, failed to, failing to, refuses to, refuse to, \
        refused to, declines to, declined to, stops short of, instead of, rather than, lack of, lacks, absence of, \
        free of, free from, rules out, rule out, ruled out, ruling out, denies, deny, denied any, immune to, unfazed by, \
        anything but, not even, refrain from, refrains from, unlikely to, struggles to, struggle to, struggling to
        x degree 1.4 0 : very, fresh, massive, huge, biggest, largest, sharply, massively, strongly, significantly, heavily, steeply, dramatically, hugely, extremely, \
        drastically, highly, aggressively, much, big, major, most, severe, severely, deeply, badly, rapidly, unprecedented, \
        whopping, staggering, wildly, further, double-digit, biggest-ever, multi-year, never been, tenth straight, swiftly
        x degree .55 0 : slightly, modestly, marginally, somewhat, mildly, a bit, a little, small, minor, modest, partly, \
        partially, briefly, barely higher, narrowly, gradually, nearly, almost, slight, mild, temporary, temporarily, possible, \
        possibly, potential, potentially, reportedly, mooted
        x contrast 1 0 : but, however, yet, still
        x concession 1 0 : despite, although, though, even as, even though, notwithstanding, in spite of, regardless of, \
        undeterred by, unfazed, even if, shrugging off, brushing off, defying, brushing aside, ignoring, even after
        x subordinate .5 0 : after, following
        x subordinate .8 0 : as, while, amid, amidst, because, when, since, before, ahead of, until, unless, \
        on news, because of, due to, thanks to, if, on the back of, blames
        x subordinate 1 0 : says, said, say, and, with, or, leaving, leaves, sending, sends, so, \
        analyst says, than
        x preposition 1 0 : in
        x preposition 4 0 : of
        x preposition 2 0 : to
        x preposition 3 0 : from
        x preposition 0 0 : for, on, at, by, into, onto, between, via, over, against, near, within, per, toward, \
        towards, off, out, through, about
        x frame .15 0 : answered, your questions, status report, on the calendar, goes on display, diary, a tour of, the story of, explainer, explained, glossary, primer, guide, beginner's guide, podcast, interview, quiz, \
        documentary, museum, conference, survey, poll asks, newsletter, opinion, price today, everything you need to know, \
        need to know, what to expect, what to know, things to watch, week ahead, looking back, look back, tutorial, \
        in pictures, in photos, in charts, charts that, ranked, history of, early days, all you need to know, roundup, recap, \
        live updates, how they compare, q&a, preview, crossword, webinar, cheat sheet, book review, infographic, facts about, \
        step by step, terms everyone should know, faq, transcript, ama, where will, here's how, meet the, three views, five charts, \
        brings together, best crypto, a brief history, should you, etiquette, scheduled maintenance, course on, price prediction
        x frame .2 0 : trades flat, trade flat, flat ahead, flat as, ends flat, flat on, little changed, unchanged, holds steady, hold steady, \
        trades steady, stays steady, remains steady, steady as, steady ahead, steady after, steady before, steady near, steady at, sideways, range-bound, rangebound, mixed, \
        in line with, as expected, consolidates, consolidate, consolidating, on hold, holds rates, hold rates, keeps rates, \
        leaves rates, match expectations, matches expectations, meets expectations, narrow range, tight range, awaits, await, \
        awaiting, braces for, brace for, wait for, waits for, differ, divided, debate, debates, to testify, to speak, \
        to report results, due on, sets date, comment period, public comment, consultation, schedules, little moved, stuck in range, \
        treads water, tread water, in limbo for now, to be held, expire, expires, hearing, in a tight band, quiet trading
        x opener .25 0 : how, what, why, who, when, where, is, are, can, will, should, does, do, which, could, would, has, opinion, \
        here's, meet, ask, did, inside, best, top, three, five, seven, ten
        """
}
