import HTTP
import Routing

/// Domains of mailboxes that anyone may read or that last for minutes; each with all domains below it.
///
/// Ships inside the program, as `CommonPasswords` does. Providers where people also have a mailbox of their own are not in it.
enum DisposableDomains {
    /// The domain of the list that a mail domain, in lower case, is or lies below; nil for none.
    static func entry(of domain: String) -> String? {
        var rest = domain[...]
        while !rest.isEmpty {
            if all.contains(ByteText(rest)) { return String(rest) }
            guard let dot = rest.firstIndex(of: ".") else { return nil }
            rest = rest[rest.index(after: dot)...]
        }
        return nil
    }

    /// How many there are.
    static var count: Int { all.count }

    private static let all = Set(words.split(whereSeparator: \.isWhitespace).map { ByteText($0) })

    private static let words = """
        0-mail.com 0815.ru 0clickemail.com 0wnd.net 0wnd.org 10mail.org 10minutemail.co.uk 10minutemail.com 10minutemail.de
        10minutemail.net 10minutemail.pro 10minutesmail.com 10minutesmail.fr 123-m.com 1fsdfdsfsdf.tk 1pad.de 20mail.it 20minutemail.com
        2prong.com 30minutemail.com 3d-painting.com 4warding.com 5mail.cf 60minutemail.com 6url.com 75hosting.com 9ox.net a-bc.net
        abyssmail.com afrobacon.com agedmail.com ajaxapp.net amilegit.com anonbox.net anonmails.de anonymbox.com antichef.com
        antispam.de armyspy.com azmeil.tk baxomale.ht.cx beefmilk.com binkmail.com bio-muesli.net blogmyway.org bobmail.info
        bodhi.lawlita.com bofthew.com bootybay.de boun.cr bouncr.com boxformail.in boximail.com brefmail.com bsnow.net bugmenot.com
        bumpymail.com buyusedlibrarybooks.org byom.de casualdx.com cek.pm centermail.com chammy.info cheatmail.de chogmail.com
        choicemail1.com clixser.com cool.fr.nf correo.blogos.net cosmorph.com courriel.fr.nf courrieltemporaire.com crapmail.org
        crazymailing.com cubiclink.com curryworld.de cust.in cuvox.de dandikmail.com dayrep.com dbunker.com deadaddress.com deadspam.com
        delikkt.de despam.it devnullmail.com dfgh.net digitalsanctuary.com discard.email discardmail.com discardmail.de
        disposableaddress.com disposableemailaddresses.com disposableinbox.com dispose.it disposeamail.com disposemail.com
        dispostable.com dodgeit.com dodgit.com dodgit.org donemail.ru dontreg.com dontsendmespam.de drdrb.com drdrb.net dropjar.com
        dropmail.me dump-email.info dumpandjunk.com dumpmail.de dumpyemail.com e4ward.com easytrashmail.com einmalmail.de einrot.com
        eintagsmail.de email60.com emaildienst.de emailfake.com emailgo.de emailias.com emailigo.de emailinfive.com emaillime.com
        emailmiser.com emailondeck.com emailsensei.com emailtemporanea.com emailtemporanea.net emailtemporar.ro emailtemporario.com.br
        emailthe.net emailtmp.com emailto.de emailwarden.com emailx.at.hm emailxfer.com emeil.in emeil.ir emltmp.com emz.net enterto.com
        ephemail.net etranquil.com etranquil.net etranquil.org explodemail.com eyepaste.com ezehe.com fakeinbox.com fakeinformation.com
        fakemail.fr fakemail.net fakemailgenerator.com fakemailz.com fammix.com fansworldwide.de fantasymail.de fastacura.com
        fastchevy.com fastkawasaki.com fastmazda.com fastmitsubishi.com fastnissan.com fastsubaru.com fastsuzuki.com fasttoyota.com
        fastyamaha.com fightallspam.com filzmail.com fizmail.com fleckens.hu flyspam.com footard.com forgetmail.com fr33mail.info
        frapmail.com freemails.cf freundin.ru friendlymail.co.uk fudgerub.com garliclife.com gelitik.in generator.email get1mail.com
        get2mail.fr getairmail.com getmails.eu getnada.com getonemail.com getonemail.net ghosttexter.de girlsundertheinfluence.com
        gishpuppy.com goemailgo.com gorillaswithdirtyarmpits.com gotmail.com gotmail.net gotmail.org gotti.otherinbox.com greensloth.com
        grr.la gsrv.co.uk guerillamail.biz guerillamail.com guerillamail.de guerillamail.net guerillamail.org guerrillamail.biz
        guerrillamail.com guerrillamail.de guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com gustr.com
        harakirimail.com hat-geld.de hatespam.org herp.in hidemail.de hidzz.com hochsitze.com hotpop.com hulapla.de ieatspam.eu
        ieatspam.info ieh-mail.de ihateyoualot.info iheartspam.org imails.info imgof.com imstations.com inbax.tk inboxalias.com
        inboxbear.com inboxclean.com inboxclean.org inboxkitten.com incognitomail.com incognitomail.net incognitomail.org
        insorg-mail.info instant-mail.de instantemailaddress.com ipoo.org irish2me.com iwi.net jetable.com jetable.fr.nf jetable.net
        jetable.org jnxjn.com jourrapide.com jsrsolutions.com junk1e.com kasmail.com kaspop.com keepmymail.com killmail.com killmail.net
        klassmaster.com klassmaster.net klzlk.com koszmail.pl kulturbetrieb.info kurzepost.de lackmail.net lawlita.com
        letthemeatspam.com lhsdv.com lifebyfood.com link2mail.net litedrop.com lol.ovpn.to lookugly.com lopl.co.cc lortemail.dk lr78.com
        luxusmail.org maboard.com mail-filter.com mail-temporaire.fr mail.tm mail2rss.org mail4trash.com mailbidon.com mailblocks.com
        mailbox92.biz mailbucket.org mailcat.biz mailcatch.com mailde.info maildrop.cc maildrop.cf maildrop.ga maildrop.ml maildu.de
        maildx.com maileater.com mailed.ro maileimer.de mailexpire.com mailfa.tk mailforspam.com mailfree.ga mailfreeonline.com
        mailfs.com mailguard.me mailhazard.com mailhazard.us mailhz.me mailimate.com mailin8r.com mailinater.com mailinator.com
        mailinator.net mailinator.org mailinator2.com mailincubator.com mailismagic.com mailjunk.cf mailmate.com mailme.ir mailme.lv
        mailme24.com mailmetrash.com mailmoat.com mailms.com mailnator.com mailnesia.com mailnull.com mailorg.org mailpick.biz
        mailpoof.com mailproxsy.com mailquack.com mailrock.biz mailsac.com mailscrap.com mailseal.de mailshell.com mailsiphon.com
        mailslapping.com mailslite.com mailsucker.net mailtemp.info mailtemporaire.com mailtemporaire.fr mailtothis.com mailtrash.net
        mailtv.net mailtv.tv mailzilla.com mailzilla.org makemetheking.com manybrain.com mbx.cc mega.zik.dj meinspamschutz.de
        meltmail.com messagebeamer.de mezimages.net mierdamail.com migmail.pl mintemail.com minuteinbox.com mjukglass.nu moakt.co
        moakt.com moakt.ws mobi.web.id moburl.com mohmal.com mohmal.im mohmal.in moncourrier.fr.nf monemail.fr.nf monmail.fr.nf
        monumentmail.com mt2009.com mt2014.com mvrht.com mx0.wwwnew.eu mycleaninbox.net mymail-in.net mypartyclip.de myphantomemail.com
        mysamp.de mytemp.email mytempemail.com mytempmail.com mytrashmail.com nabuma.com nepwk.com nervmich.net nervtmich.net
        netmails.net netzidiot.de neverbox.com nice-4u.com nincsmail.hu nmail.cf no-spam.ws nobulk.com noclickemail.com nogmailspam.info
        nomail.xl.cx nomail2me.com nomorespamemails.com nospam.ze.tc nospam4.us nospamfor.us nospammail.net nospamthanks.info
        notmailinator.com nowhere.org nowmymail.com nurfuerspam.de nwldx.com objectmail.com obobbo.com odaymail.com one-time.email
        oneoffemail.com oneoffmail.com onewaymail.com oopi.org opayq.com ordinaryamerican.net otherinbox.com ourklips.com outlawspam.com
        ovpn.to owlpic.com pancakemail.com pimpedupmyspace.com pjjkp.com plexolan.de politikerclub.de poofy.org pookmail.com
        powered.name privacy.net privatdemail.net privy-mail.com proxymail.eu prtnx.com punkass.com putthisinyourspamdatabase.com
        quickinbox.com quickmail.nl rcpt.at reallymymail.com recode.me recursor.net recyclemail.dk regbypass.com rejectmail.com
        rhyta.com rklips.com rmqkr.net rppkn.com rtrtr.com s0ny.net safersignup.de safetymail.info safetypost.de sandelf.de
        saynotospams.com selfdestructingmail.com sendspamhere.com sharklasers.com shieldedmail.com shiftmail.com shitmail.me
        shitmail.org shortmail.net skeefmail.com slaskpost.se slopsbox.com smellfear.com snakemail.com sneakemail.com sneakmail.de
        sofimail.com sofort-mail.de sogetthis.com soodonims.com spam.la spam.su spam4.me spamail.de spamavert.com spambob.com
        spambob.net spambob.org spambog.com spambog.de spambog.ru spambox.info spambox.us spamcannon.com spamcannon.net spamcero.com
        spamcon.org spamcorptastic.com spamcowboy.com spamcowboy.net spamcowboy.org spamday.com spamdecoy.net spamex.com spamfree.eu
        spamfree24.com spamfree24.de spamfree24.eu spamfree24.info spamfree24.net spamfree24.org spamgoes.in spamgourmet.com
        spamgourmet.net spamgourmet.org spamherelots.com spamhereplease.com spamhole.com spamify.com spaminator.de spamkill.info
        spaml.com spaml.de spammotel.com spamobox.com spamoff.de spamslicer.com spamspot.com spamstack.net spamthis.co.uk
        spamthisplease.com spamtrail.com spamtroll.net speed.1s.fr spoofmail.de squizzy.de stuffmail.de super-auswahl.de
        supergreatmail.com superrito.com superstachel.de suremail.info talkinator.com teewars.org teleworm.com teleworm.us temp-mail.com
        temp-mail.de temp-mail.io temp-mail.org temp-mail.ru temp.emeraldwebmail.com tempail.com tempalias.com tempe-mail.com
        tempemail.biz tempemail.co.za tempemail.com tempemail.net tempinbox.co.uk tempinbox.com tempmail.de tempmail.eu tempmail.it
        tempmail.net tempmail.us tempmail2.com tempmaildemo.com tempmailer.com tempmailer.de tempmailo.com tempomail.fr temporarily.de
        temporarioemail.com.br temporaryemail.net temporaryemail.us temporaryforwarding.com temporaryinbox.com temporarymailaddress.com
        tempr.email tempsky.com tempthe.net tempymail.com thanksnospam.info thankyou2010.com thecloudindex.com thisisnotmyrealemail.com
        throam.com throwam.com throwaway.email throwawayemailaddress.com throwawaymail.com tilien.com tittbit.in tmail.ws
        tmailinator.com tmpmail.net tmpmail.org toiea.com toomail.biz tradermail.info trash-amil.com trash-mail.at trash-mail.com
        trash-mail.de trash2009.com trashdevil.com trashdevil.de trashemail.de trashinbox.com trashmail.at trashmail.com trashmail.de
        trashmail.io trashmail.me trashmail.net trashmail.org trashmail.ws trashmailer.com trashymail.com trashymail.net trbvm.com
        trialmail.de trillianpro.com tryalert.com turual.com twinmail.de twoweirdtricks.com tyldd.com uggsrock.com umail.net
        upliftnow.com uplipht.com uroid.com venompen.com veryrealemail.com viditag.com viewcastmedia.com viralplays.com vkcode.ru
        vomoto.com vsimcard.com vubby.com walala.org walkmail.net webemail.me webm4il.info webuser.in wegwerf-email.de wegwerf-emails.de
        wegwerfadresse.de wegwerfemail.com wegwerfemail.de wegwerfmail.de wegwerfmail.info wegwerfmail.net wegwerfmail.org
        wetrainbayarea.com wh4f.org whatiaas.com whatpaas.com whatsaas.com whopy.com willhackforfood.biz willselfdestruct.com
        winemaven.info wronghead.com wuzup.net wuzupmail.net wwwnew.eu xagloo.com xemaps.com xents.com xmaily.com xoxy.net yogamaven.com
        yopmail.com yopmail.fr yopmail.net youmailr.com yuurok.com z1p.biz zehnminuten.de zehnminutenmail.de zetmail.com zippymail.info
        zoemail.net zoemail.org zomg.info
        """
}
