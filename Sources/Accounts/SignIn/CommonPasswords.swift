/// The passwords that people choose most, in lower case, which the other rules of the policy would let pass.
///
/// Ships inside the program, so that a program moved alone to another host still refuses them. Keyboard rows, names, clubs,
/// months and years in English and Portuguese; compared ignoring case.
enum CommonPasswords {
    /// One password a line.
    static let text = words.split(whereSeparator: \.isWhitespace).joined(separator: "\n")

    private static let words = #"""
        password1 password12 password123 password1234 password12345 password123456 password1! password123! password@1
        password@123 passw0rd passw0rd1 passw0rd123 passw0rd! p@ssw0rd p@ssw0rd1 p@ssw0rd123 p@ssword1 p@ssword123
        pa$$w0rd pa$$word1 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty1! qwerty123! qwertyui1
        qwertyuiop1 qwertyuiop123 1qaz2wsx 1qaz2wsx3edc 1qaz@wsx 1qazxsw2 zaq12wsx zaq1zaq1 zaq1@wsx q1w2e3r4 q1w2e3r4t5
        q1w2e3r4t5y6 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qa2ws3ed qazwsx12 qazwsx123 qazwsxedc123 asdf1234 asdfgh123
        asdfghjkl1 zxcvbnm1 zxcvbnm123 zxcvbn123 qwer1234 qweasd123 qweasdzxc123 123qweasd 123qweasdzxc 1234qwer
        12345qwert 123456qwerty 123qwe123 qwe123qwe 123asd123 aaa12345 aa123456 aa12345678 a1b2c3d4 a1b2c3d4e5 a1234567
        a12345678 a123456789 aa123123 a123123123 abc12345 abc123456 abc1234567 abc123abc abcd1234 abcd12345 abcde123
        abcdef12 abcdef123 abcdefg1 abcdefgh1 abcabc123 123abc123 123456ab 123456abc 123456aa 12345678a 1234567a
        123456789a 123456789q 123456789abc 1234abcd 12341234a 11111111a 00000000a 11223344a q1234567 q12345678 z1234567
        z12345678 x1234567 s1234567 m1234567 j1234567 k1234567 w1234567 iloveyou1 iloveyou2 iloveyou12 iloveyou123
        letmein1 letmein123 welcome1 welcome12 welcome123 welcome1! welcome@1 welcome@123 trustno1 monkey12 monkey123
        dragon12 dragon123 sunshine1 princess1 princess12 football1 baseball1 superman1 charlie1 michael1 jennifer1
        jordan23 master123 shadow123 killer123 hello123 hello1234 helloworld1 changeme1 changeme123 secret123 default1
        default123 letmein2024 starwars1 pokemon123 computer1 internet1 samsung1 samsung123 whatever1 freedom1
        chocolate1 liverpool1 chelsea1 arsenal1 barcelona1 realmadrid1 metallica1 blink182 ncc1701d babygirl1 lovely123
        ashley123 jessica1 matthew1 anthony1 william1 andrew123 nicole123 daniel123 hannah123 hunter123 summer123
        winter123 soccer123 hockey123 yankees1 cowboys1 steelers1 mustang1 corvette1 mercedes1 ferrari1 porsche911
        maverick1 phoenix1 scorpion1 cheese123 pepper123 ginger123 tigger123 bailey123 buster123 harley123 thunder1
        test1234 test12345 test123456 testing1 testing123 testtest1 teste123 teste1234 teste@123 guest123 guest1234
        user1234 user12345 usuario1 usuario123 admin123 admin1234 admin12345 admin123456 admin@123 admin@1234 admin123!
        admin2020 admin2021 admin2022 admin2023 admin2024 admin2025 admin2026 administrator1 administrator123
        administrador1 administrador123 root1234 root12345 toor1234 master12 login123 login1234 temp1234 temp12345
        temporary1 pass1234 pass12345 pass123456 pass@123 pass@1234 changeit1 senha123 senha1234 senha12345 senha123456
        senha@123 senha@1234 senha123! senha2020 senha2021 senha2022 senha2023 senha2024 senha2025 senha2026 minhasenha1
        minhasenha123 mudar123 mudar1234 mudar@123 mudar@1234 trocar123 trocar@123 bemvindo1 bemvindo123 brasil10
        brasil12 brasil123 brasil2014 brasil2018 brasil2022 brasil2024 brasil2025 brasil2026 brasil@123 flamengo1
        flamengo10 flamengo123 corinthians1 corinthians10 corinthians123 palmeiras1 palmeiras123 saopaulo1 saopaulo123
        santos123 gremio123 vasco123 cruzeiro1 cruzeiro123 botafogo1 botafogo123 fluminense1 internacional1
        internacional123 galo1234 timao123 mengao123 futebol1 futebol123 deus1234 jesus123 jesus1234 jesuscristo1
        deusefiel1 deusefiel123 deusebom1 amor1234 amor12345 amorzinho1 teamo123 teamo1234 euteamo1 euteamo123 familia1
        familia123 princesa1 princesa123 gabriel1 gabriel123 rafael123 lucas123 lucas1234 maria123 maria1234 joao1234
        pedro123 carlos123 fernando1 fernanda1 amanda123 juliana1 bruno123 felipe123 rodrigo1 gustavo1 eduardo1
        leonardo1 matheus1 vitoria1 beatriz1 camila123 empresa1 empresa123 empresa@123 empresa2024 empresa2025 vendas123
        vendas2024 vendas2025 cliente1 cliente123 contato1 contato123 escritorio1 advogado1 advocacia1 recepcao1
        gerente1 gerente123 suporte1 suporte123 sistema1 sistema123 computador1 estrela1 liberdade1 saudade1 felicidade1
        chocolate123 gatinha1 gatinho1 cachorro1 company1 company123 company2024 company2025 sales123 sales2024
        sales2025 office123 office365 support1 support123 service1 manager1 manager123 system123 server123 oracle123
        mysql123 postgres1 database1 windows10 windows11 microsoft1 google123 facebook1 instagram1 whatsapp1 whatsapp123
        android1 iphone12 apple123 linux123 ubuntu123 docker123 cisco123 p@55w0rd pa55word pa55w0rd pa55word1 passport1
        secret12 s3cret12 l3tm31n1 w3lcome1 welc0me1 adm1n123 adm1nistrator summer01 summer2020 summer2021 summer2022
        summer2023 summer2024 summer2025 summer2026 winter01 winter2020 winter2021 winter2022 winter2023 winter2024
        winter2025 winter2026 spring2020 spring2021 spring2022 spring2023 spring2024 spring2025 spring2026 autumn2020
        autumn2021 autumn2022 autumn2023 autumn2024 autumn2025 autumn2026 verao2020 verao2021 verao2022 verao2023
        verao2024 verao2025 verao2026 inverno2023 inverno2024 inverno2025 inverno2026 january1 january2024 january2025
        january2026 february1 february2025 march2024 march2025 april2024 april2025 august2024 august2025 october1
        october2024 october2025 november1 november2024 november2025 december1 december2024 december2025 janeiro1
        janeiro2024 janeiro2025 janeiro2026 fevereiro1 fevereiro2025 fevereiro2026 marco2025 marco2026 abril2025
        abril2026 junho2025 julho2025 agosto2024 agosto2025 setembro1 setembro2024 setembro2025 outubro1 outubro2024
        outubro2025 novembro1 novembro2024 novembro2025 novembro2026 dezembro1 dezembro2024 dezembro2025 dezembro2026
        monday123 friday123 segunda1 sexta123 guiche123 guiche2025 guiche2026 guiche@123 123456789012345
        1234567890123456 12345678901234567890 111111111111111 1111111111111111 000000000000000 0000000000000000
        123123123123123 123456123456123456 123451234512345 987654321098765 999999999999999 aaaaaaaaaaaaaaa
        aaaaaaaaaaaaaaaa qwertyqwertyqwerty qwertyuiopasdfgh qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm
        qwertyuiopqwertyuiop asdfghjklasdfghjkl zxcvbnmzxcvbnmzxcvbnm 1qaz2wsx3edc4rfv 1q2w3e4r5t6y7u8i
        1q2w3e4r5t6y7u8i9o0p q1w2e3r4t5y6u7i8 abcdefghijklmno abcdefghijklmnop abcdefghijklmnopqrstuvwxyz
        abcdefghijklmnopqrstuvwxyz123 passwordpassword passwordpassword1 password12345678 password123456789
        password1234567890 thisismypassword mypasswordis123 mysecretpassword thisisapassword iloveyouiloveyou
        iloveyouverymuch iloveyousomuch1 iloveyouforever correcthorsebatterystaple correct-horse-battery-staple
        letmeinletmeinletmein letmeinletmein1 adminadminadmin administrator1234 administrador123456 changemechangeme
        changemechangeme1 testtesttesttest testtesttest123 welcomewelcome1 supersecretpassword senhasenhasenha
        minhasenhasecreta minhasenha12345 euteamoeuteamo1 deusefieldeusefiel jesuscristojesus euamominhafamilia
        jesuseosenhor123 osenhoremeupastor deusnocomandosempre brasilbrasilbrasil flamengoflamengo
        corinthianscorinthians palmeiraspalmeiras
        """#
}
