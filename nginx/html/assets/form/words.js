// What the form says. The faults are the server's own wordings.
const mebibytes = (bytes, language) => (bytes / 1048576).toLocaleString(language, { maximumSignificantDigits: 3 });

// As people read it: 812 KB, 4.9 MB.
export const fileSize = (bytes, language) =>
  bytes < 1048576 ? `${Math.max(Math.round(bytes / 1024), 1).toLocaleString(language)} KB` : `${mebibytes(bytes, language)} MB`;

export const faults = {
  en: {
    missing: "This field is required.",
    control: "Control characters are not allowed.",
    refused: (characters) => `These characters are not allowed: ${characters}`,
    length: (least, most) => `Must have ${least} to ${most} characters.`,
    email: "Must be a valid e-mail address.",
    phone: "Must be a telephone number with its area code, or with + and country code, such as +5511987654321.",
    ending: "Must be a .pdf, .doc or .docx file.",
    empty: "The file is empty.",
    content: "The file's content does not match its name.",
    tooLarge: (bytes) => `The file is larger than ${mebibytes(bytes, "en")} MB.`,
    unreadable: "The file can no longer be read. Please choose it again.",
  },
  "pt-BR": {
    missing: "Este campo é obrigatório.",
    control: "Caracteres de controle não são permitidos.",
    refused: (characters) => `Estes caracteres não são permitidos: ${characters}`,
    length: (least, most) => `Deve ter de ${least} a ${most} caracteres.`,
    email: "Deve ser um endereço de e-mail válido.",
    phone: "Deve ser um telefone com DDD, ou com + e o código do país, como +5511987654321.",
    ending: "Deve ser um arquivo .pdf, .doc ou .docx.",
    empty: "O arquivo está vazio.",
    content: "O conteúdo não corresponde ao nome do arquivo.",
    tooLarge: (bytes) => `O arquivo tem mais de ${mebibytes(bytes, "pt-BR")} MB.`,
    unreadable: "O arquivo não pode mais ser lido. Escolha-o de novo.",
  },
};

export const words = {
  en: {
    error: "Error",
    faulty: "Please correct the fields marked below.",
    sending: "Sending…",
    sent: (percent) => `${percent} % sent`,
    checking: "Received; one moment…",
    lost: "The connection was lost. Your text is still here: press the button to try again.",
    offline: "You’re offline. Your text is safe: the form will be sent as soon as the connection is back.",
    later: (seconds) => `Please try again in ${seconds} s. Your text is still here.`,
    failed: "The form could not be sent. Your text is still here: please try again shortly.",
    again: "Please choose the file again.",
    send: "Send",
    retry: "Try again",
  },
  "pt-BR": {
    error: "Erro",
    faulty: "Corrija os campos marcados abaixo.",
    sending: "Enviando…",
    sent: (percent) => `${percent} % enviado`,
    checking: "Recebido; um momento…",
    lost: "A conexão caiu. Nada do que você digitou se perdeu: toque no botão para tentar de novo.",
    offline: "Você está sem conexão. Nada se perdeu: o formulário será enviado assim que a conexão voltar.",
    later: (seconds) => `Tente de novo em ${seconds} s. Nada do que você digitou se perdeu.`,
    failed: "Não foi possível enviar o formulário. Nada do que você digitou se perdeu: tente de novo em instantes.",
    again: "Escolha o arquivo de novo.",
    send: "Enviar",
    retry: "Tentar de novo",
  },
};
