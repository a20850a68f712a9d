// Português do Brasil: o que foi separado como spam.
export default {
  'spam.none': 'Nada foi separado.', 'spam.help': 'Estes envios foram separados como spam. Quem enviou não sabe. Libere o que veio de uma pessoa; o resto é excluído sozinho.',
  'spam.why': 'Por quê', 'spam.points': 'Pontos', 'spam.pointsOf': '{points} pontos', 'spam.received': 'Recebido', 'spam.actions': 'Ações', 'spam.read': 'Ler', 'spam.release': 'Não é spam', 'spam.remove': 'Excluir',
  'spam.removeText': 'O envio de {name} será excluído com o arquivo.', 'spam.removed': 'O envio foi excluído.', 'spam.released': '{name} agora está entre os leads.', 'spam.seconds': '{seconds} s',
  'spam.trap': 'Um campo oculto foi preenchido', 'spam.replay': 'O formulário já tinha sido enviado', 'spam.forged': 'O selo do formulário não é válido', 'spam.no_stamp': 'Enviado sem abrir o formulário num navegador com scripts',
  'spam.hasty': 'Enviado mais rápido do que alguém digita', 'spam.no_proof': 'O navegador não fez o cálculo do formulário', 'spam.name_link': 'O nome contém um endereço da web', 'spam.links': 'Muitos endereços da web no texto',
  'spam.listed': 'Está na lista de textos bloqueados', 'spam.disposable': 'Um e-mail descartável', 'spam.repeated': 'O mesmo texto foi enviado várias vezes', 'spam.flood': 'Muitos envios da mesma conexão', 'spam.manual': 'Marcado como spam por alguém da equipe',
  'stamp.unknown': 'desconhecido', 'stamp.other_form': 'de outro formulário', 'stamp.expired': 'com mais de 24 horas',
};
