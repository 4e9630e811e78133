extension Words {
    /// What one person does to another; either could do it to the other.
    static let social = Verb.list(
        """
        praise=commend, help=assist, hire=employ, dismiss=sack, visit, meet/met=encounter, follow, attack=assault,
        rescue=save, thank, warn=caution, blame, admire=esteem, insult=offend, invite, question=interrogate,
        arrest=apprehend, embrace=hug/hugged, chase=pursue, defeat=beat/beat/beaten, greet=welcome, mock=ridicule,
        punish, push=shove, frighten=scare, support=back, trust, watch=observe, annoy=irritate, betray,
        comfort=console, deceive=trick, envy, forgive/forgave/forgiven=pardon, hate=detest, injure=hurt/hurt,
        interview, love=adore, photograph, recognise=identify, reject, respect, despise, threaten, sue, tease,
        encourage, disturb, feed/fed, guide, hear/heard, ignore=disregard, kiss, miss, nominate,
        overtake/overtook/overtaken=pass, pay/paid, phone=call, amuse=entertain, replace, scold=rebuke, shoot/shot,
        touch, trip/tripped, wake/woke/woken
        """)

    /// What a person does to a thing.
    static let actions = Verb.list(
        """
        buy/bought=purchase, repair=fix, sell/sold, steal/stole/stolen, find/found=discover, destroy=wreck, paint,
        clean, hide/hid/hidden=conceal, carry, lift=raise, drop/dropped, break/broke/broken, collect=gather,
        examine=inspect, borrow, return, describe, choose/chose/chosen=select, throw/threw/thrown=hurl, push=shove,
        pull=drag/dragged, photograph, sketch=draw/drew/drawn, admire, burn=scorch, deliver, keep/kept=retain,
        lose/lost=misplace, show/showed/shown=display, polish, weigh, measure, guard=protect, abandon=desert,
        receive=get/got, wash, pack, need=require, bury, cover, decorate=adorn, rent=hire, order, win/won, store,
        import, count, label, wrap/wrapped, insure, value, donate, seize=confiscate
        """)

    /// Those with a synonym; the sentences of the pair tasks are made from them.
    static let socialPairs = social.filter { !$0.synonym.isEmpty }
    static let actionPairs = actions.filter { !$0.synonym.isEmpty }

    /// Verbs without an object, each natural with a person.
    static let intransitive = Verb.list(
        """
        sleep/slept, arrive, laugh, sneeze, vanish, smile, cough, faint, cry, yawn, collapse, disappear, hesitate,
        kneel/knelt, shiver, snore, stumble, tremble, complain, die, exist, giggle, groan, blush, limp, wander,
        weep/wept, rise/rose/risen, fall/fell/fallen, come/came/come, go/went/gone, appear, emerge, depart, sigh,
        quarrel, travel/travelled, sob/sobbed, listen, blink, gasp, loiter, chuckle, wince, falter
        """)

    /// Verbs that must have an object.
    static let strictlyTransitive = Verb.list(
        """
        devour, repair, admire, destroy, examine, carry, fix, describe, mention, accompany, discuss, inspect, conceal,
        rescue, greet, praise, insult, use, avoid, contain, ignore, resemble, surround, possess, abandon, deny,
        include, damage, lack, adore, punish, injure, frighten, bury, locate, discover, recognise, borrow, dismantle,
        decorate, demolish, confiscate, acquire, mend, scrutinise, overlook, retrieve, cherish
        """)

    /// Verbs of giving that take `NP to NP` only, and those that also take two objects.
    static let giveTo = Verb.list(
        """
        donate, explain, describe, announce, return, reveal, contribute, introduce, mention, demonstrate, display,
        transfer, dedicate, confess, suggest, attribute, surrender, devote, submit/submitted, propose, expose, convey
        """)
    static let giveEither = Verb.list(
        """
        give/gave/given, send/sent, show/showed/shown, hand, offer, sell/sold, lend/lent, pass, throw/threw/thrown,
        bring/brought, mail, read/read, teach/taught, promise, serve, loan, award, owe
        """)

    /// Verbs followed by an infinitive only (`want to leave`), and by a gerund only (`enjoy leaving`).
    static let wantTo = Verb.list(
        """
        want, hope, decide, refuse, agree, promise, expect, manage, wish, pretend, fail, desire, threaten, struggle,
        hesitate, vow, aspire, volunteer, consent, arrange
        """)
    static let enjoyDoing = Verb.list(
        """
        enjoy, avoid, finish, deny, dislike, admit/admitted, risk, suggest, resist, resent, recall, imagine, postpone,
        discuss, give up/gave up/given up, consider, mention, contemplate, delay, favour, recommend
        """)

    /// Irregular verbs whose past differs from the participle; all take a thing.
    static let irregular = Verb.list(
        """
        eat/ate/eaten, take/took/taken, break/broke/broken, steal/stole/stolen, draw/drew/drawn, hide/hid/hidden,
        choose/chose/chosen, give away/gave away/given away, throw/threw/thrown, write down/wrote down/written down,
        shake/shook/shaken, wear/wore/worn, tear/tore/torn, bite/bit/bitten, freeze/froze/frozen, ride/rode/ridden,
        drive/drove/driven, take apart/took apart/taken apart, sink/sank/sunk, weave/wove/woven,
        overtake/overtook/overtaken, give back/gave back/given back, throw away/threw away/thrown away,
        withdraw/withdrew/withdrawn
        """)
}
