// What the form says. The faults are the server's own wordings.
const mebibytes = (bytes, language) => (bytes / 1048576).toLocaleString(language, { maximumSignificantDigits: 3 });

export const faults = {
  en: {
    missing: "This field is required.",
    control: "Control characters are not allowed.",
    refused: (characters) => `These characters are not allowed: ${characters}`,
    length: (least, most) => `Must have ${least} to ${most} characters.`,
    email: "Must be a valid e-mail address.",
    phone: "Must be a telephone number with country code, such as +5511987654321.",
    ending: "Must be a .pdf, .doc or .docx file.",
    empty: "The file is empty.",
    content: "The content is not what the file's name says.",
    tooLarge: (bytes) => `The file is larger than ${mebibytes(bytes, "en")} MiB.`,
    unreadable: "The file cannot be read any more. Please choose it again.",
  },
  "pt-BR": {
    missing: "Este campo é obrigatório.",
    control: "Caracteres de controle não são permitidos.",
    refused: (characters) => `Estes caracteres não são permitidos: ${characters}`,
    length: (least, most) => `Deve ter de ${least} a ${most} caracteres.`,
    email: "Deve ser um endereço de e-mail válido.",
    phone: "Deve ser um telefone com o código do país, como +5511987654321.",
    ending: "Deve ser um arquivo .pdf, .doc ou .docx.",
    empty: "O arquivo está vazio.",
    content: "O conteúdo não corresponde ao nome do arquivo.",
    tooLarge: (bytes) => `O arquivo tem mais de ${mebibytes(bytes, "pt-BR")} MiB.`,
    unreadable: "O arquivo não pode mais ser lido. Escolha-o de novo.",
  },
};

export const words = {
  en: {
    faulty: "Please correct what is marked.",
    sending: "Sending…",
    sent: (percent) => `${percent} % sent`,
    checking: "Received; one moment…",
    lost: "The connection was lost. Nothing you typed is lost: press the button to try again.",
    offline: "You are offline. Nothing is lost: the form goes out as soon as the connection is back.",
    known: "We know this e-mail address already, and have kept what you just sent together with your first message. There is nothing more to do.",
    later: (seconds) => `Please try again in ${seconds} s. Nothing you typed is lost.`,
    failed: "That did not work. Nothing you typed is lost: please try again shortly.",
    again: "The file must be chosen again.",
    send: "Send",
    retry: "Try again",
  },
  "pt-BR": {
    faulty: "Corrija o que está marcado.",
    sending: "Enviando…",
    sent: (percent) => `${percent} % enviado`,
    checking: "Recebido; um momento…",
    lost: "A conexão caiu. Nada do que você digitou se perdeu: toque no botão para tentar de novo.",
    offline: "Você está sem conexão. Nada se perdeu: o formulário será enviado assim que a conexão voltar.",
    known: "Já conhecemos este e-mail e guardamos o que você acabou de enviar junto com a sua primeira mensagem. Não é preciso fazer mais nada.",
    later: (seconds) => `Tente de novo em ${seconds} s. Nada do que você digitou se perdeu.`,
    failed: "Não funcionou. Nada do que você digitou se perdeu: tente de novo em instantes.",
    again: "O arquivo precisa ser escolhido de novo.",
    send: "Enviar",
    retry: "Tentar de novo",
  },
};
