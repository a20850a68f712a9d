// Português do Brasil: as páginas das configurações.
export default {
  // O que ainda não foi salvo
  'settings.discard': 'Descartar', 'settings.changes.one': '{count} alteração não salva', 'settings.changes.other': '{count} alterações não salvas',
  'leave.title': 'Alterações não salvas', 'leave.text': 'O que você alterou aqui ainda não foi salvo.', 'leave.stay': 'Ficar aqui',

  // Grupos de configurações, e o que convém saber deles
  'group.company.names': 'Nomes', 'group.company.contact': 'Como falar com vocês', 'group.company.address': 'Endereço', 'group.company.tax': 'Registro e impostos', 'group.company.more': 'Mais',
  'group.appearance.form': 'Seu formulário público', 'group.appearance.otherColours': 'Cores para suas próprias páginas', 'group.appearance.more': 'Mais',
  'group.response.targets': 'Em quanto tempo vocês respondem', 'group.response.handover': 'Quando ninguém responde', 'group.response.hours': 'Horário de trabalho', 'group.response.holidays': 'Feriados', 'group.response.more': 'Mais',
  'group.chat.greeting': 'Começo e fim', 'group.chat.silence': 'Silêncio', 'group.chat.opening': 'Horário de atendimento', 'group.chat.more': 'Mais',
  'group.email.server': 'Servidor de e-mail', 'group.email.sender': 'Remetente', 'group.email.notify': 'Avisos de novos leads', 'group.email.more': 'Mais',
  'group.whatsapp.carrier': 'Como as mensagens são enviadas', 'group.whatsapp.cloud': 'Sua conta na Cloud API', 'group.whatsapp.expert': 'Para especialistas', 'group.whatsapp.more': 'Mais',
  'group.intake.again': 'Endereços conhecidos', 'group.intake.privacy': 'Privacidade', 'group.intake.spam': 'Spam', 'group.intake.more': 'Mais',
  'hint.otherColours': 'O formulário público usa o nome, a cor principal e o logotipo. Estas cores são para páginas que as leem pela API.',
  'hint.hours': 'Sem nenhum horário, toda hora é de trabalho.', 'hint.holidays': 'Nestes dias o tempo de trabalho não corre.',
  'hint.chat': 'Estes textos ficam guardados para os programas de atendimento que os leem pela API. O Guichê não os envia sozinho.',
  'hint.targets': 'Em branco: sem prazo.', 'hint.handover': 'Em branco: o lead fica com o responsável.', 'hint.notify': 'Um endereço por linha.', 'hint.blocked': 'Um e-mail, domínio ou palavra por linha. Quem escreve algo da lista é separado como spam.',
  'hint.carrier': 'Sem uma escolha, vale o que foi definido no servidor.',

  // Frases com as configurações dentro
  'say.target.hot': 'Responder leads quentes em até {hot} minutos de trabalho.', 'say.target.warm': 'Responder leads mornos em até {warm} minutos.', 'say.target.cold': 'Responder leads frios em até {cold} minutos.',
  'say.handover': 'Quando a resposta atrasar {handover_minutes} minutos, passar o lead à próxima pessoa.',
  'say.greeting': 'Quando alguém escreve pela primeira vez, dizer: {greeting}', 'say.closing': 'Quando a conversa termina, dizer: {closing}',
  'say.inactivity': 'Se ninguém responder em {inactivity_minutes} minutos, dizer: {inactivity}', 'say.outOfHours': 'Fora deste horário, dizer: {out_of_hours}',
  'say.quarantine': 'Excluir o que foi separado como spam depois de {quarantine_days} dias', 'say.driver': 'Enviar as mensagens por {driver}', 'say.duplicate': 'Quando um e-mail conhecido escreve de novo, {duplicate_enquiry}', 'say.privacy': 'Nosso aviso de privacidade está em {privacy_url}',
  'driver.stub': 'uma simulação: nada é enviado', 'driver.cloud': 'a Cloud API do WhatsApp', 'smtp_tls.starttls': 'STARTTLS (em geral, porta 587)', 'smtp_tls.implicit': 'TLS desde o início (em geral, porta 465)',
  'smtp_tls.none': 'Nenhuma',

  // Horários e feriados
  'week.days': 'Dias', 'week.weekdays': 'Segunda a sexta', 'week.saturdays': 'Segunda a sábado', 'week.week': 'Todos os dias', 'week.from': 'das', 'week.to': 'às', 'week.set': 'Definir',
  'week.add': 'Mais um horário', 'week.closed': 'Fechado', 'holidays.day': 'Feriado', 'holidays.add': 'Adicionar', 'holidays.none': 'Nenhum feriado ainda.', 'holidays.national': 'Adicionar os feriados nacionais de {year}',

  // E-mail
  'preset.title': 'Seu provedor de e-mail', 'preset.gmail': 'Gmail ou Google Workspace', 'preset.microsoft': 'Microsoft 365', 'preset.hostinger': 'Hostinger', 'preset.locaweb': 'Locaweb', 'preset.other': 'Outro',
  'presetHint.gmail': 'O usuário é o endereço de e-mail completo. O Google pede uma senha de app, não a da conta.',
  'presetHint.microsoft': 'O usuário é o endereço de e-mail completo. O SMTP autenticado deve estar liberado para a caixa.',
  'presetHint.hostinger': 'O usuário é o endereço de e-mail completo.', 'presetHint.locaweb': 'O usuário é o endereço de e-mail completo.', 'presetHint.other': 'A ajuda do seu provedor informa servidor, porta e criptografia para programas de e-mail.',
  'mailTest.title': 'Enviar um teste', 'mailTest.help': 'O teste usa as configurações salvas.', 'mailTest.send': 'Enviar um teste', 'mailTest.waiting': 'Falando com o servidor de e-mail…',
  'mailTest.sent': 'Funciona: o servidor de e-mail aceitou uma mensagem para {address} em {time}.', 'mailTest.refused': 'O e-mail não foi enviado.',

  // Aparência
  'colour.standard': 'Padrão', 'colour.pick': 'Escolher: {name}', 'preview.title': 'É assim que os visitantes veem', 'logo.title': 'Logotipo', 'logo.none': 'Sem logotipo', 'logo.file': 'PNG, JPEG ou WebP de até 256 KB.',
  'logo.upload': 'Enviar um logotipo', 'logo.replace': 'Trocar o logotipo', 'logo.remove': 'Remover o logotipo',

  // Regras da pontuação como frases
  'settings.unsaved': 'Alterações não salvas', 'history.order': 'Regras: outra ordem.', 'rule.presence': 'Se houver {field}', 'rule.equals': 'Se {field} for {value}',
  'rule.contains': 'Se {field} contiver {value}', 'rule.band': 'Se {field} for {value}', 'rule.nearness': 'Se {field} for {value}', 'rule.more': '{values} ou outros {number}',
  'rule.daysTo': 'em até {to} dias', 'rule.days': 'em {from} a {to} dias', 'rule.daysFrom': 'em {from} dias ou mais', 'rule.thousand': '{number} mil', 'rule.from': '{from} ou mais',
  'rule.below': 'abaixo de {to}', 'rule.upTo': 'até {to}',
  'handout.some': 'Leads com {asked} vão para {people}, {how}', 'handout.every': 'Todos os leads vão para {people}, {how}',

  // Campos próprios
  'fields.help': 'Os campos próprios aparecem e são preenchidos onde houver um lead ou um cliente.', 'fields.lead': 'Campos dos leads', 'fields.customer': 'Campos dos clientes',
  'fields.none': 'Ainda não há campos.', 'fields.new': 'Novo campo', 'fields.add': 'Adicionar campo', 'fields.next': 'Continuar', 'fields.added': '{name} adicionado.', 'fields.order': 'Ordem',
  'fields.moved': '{name} agora é o número {place}.', 'fields.actions': 'Ações para {name}', 'fields.activate': 'Pôr em uso', 'fields.deactivate': 'Tirar de uso', 'fields.remove': 'Excluir campo',
  'fields.removeText': '{name} será excluído de vez. Para manter os valores, tire-o de uso.', 'fields.removeValues': 'Excluir {name} com todos os valores?',
  'fields.removeAll': 'Excluir com os valores', 'fields.removed': '{name} excluído.', 'fields.kindHelp': 'O tipo não pode ser alterado depois.', 'fields.oneLanguage': 'Um idioma basta.',
  'fields.keyHelp': 'Letras de a a z, algarismos e sublinhados. É assim que os programas conhecem o campo. Não pode ser alterada depois.', 'fields.optionsHelp': 'O valor é o que fica guardado. Sem rótulo, ele é exibido.',
  'fields.min.length': 'Mínimo de caracteres', 'fields.max.length': 'Máximo de caracteres', 'fields.min.value': 'Menor valor', 'fields.max.value': 'Maior valor',
  'field.label': 'Rótulo', 'field.key': 'Chave', 'field.hint': 'Ajuda', 'field.options': 'Opções', 'options.add': 'Adicionar opção', 'options.value': 'Valor',
  'fieldKind.text': 'Texto', 'fieldKind.long_text': 'Texto de várias linhas', 'fieldKind.integer': 'Número inteiro', 'fieldKind.money': 'Valor em dinheiro', 'fieldKind.date': 'Data',
  'fieldKind.boolean': 'Sim ou não', 'fieldKind.choice': 'Uma de várias opções', 'fieldKind.choices': 'Algumas de várias opções', 'fieldKind.url': 'Endereço da web', 'fieldKind.email': 'E-mail',
  'fieldKind.phone': 'Telefone', 'fieldKind.document': 'CPF ou CNPJ',
};
