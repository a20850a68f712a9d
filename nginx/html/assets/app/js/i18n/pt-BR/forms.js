// Português do Brasil: formulários públicos.
export default {
  'forms.help': 'Cada formulário tem sua própria página e pode aparecer em outros sites.', 'forms.new': 'Novo formulário', 'forms.add': 'Criar formulário', 'forms.share': 'Divulgar', 'forms.remove': 'Excluir formulário',
  'forms.removeText': '{name} será excluído. Se já recebeu algum envio, ele só deixa de ser usado.', 'forms.submissions': 'Envios', 'forms.last': 'Último',
  'forms.title': 'Título', 'forms.intro': 'Introdução', 'forms.button': 'Botão', 'forms.slug': 'Endereço', 'forms.slugHelp': 'Letras de a a z, algarismos e hifens: o final do endereço da página.',
  'forms.contactHelp': 'Este é o formulário do seu endereço principal. O nome não muda.', 'forms.part.texts': 'Textos', 'forms.part.fields': 'Campos', 'forms.part.consents': 'Consentimentos',
  'forms.part.thanks': 'Depois do envio', 'forms.part.intake': 'O que acontece com o envio', 'forms.part.place': 'Onde aparece',
  'forms.fieldsHelp': 'É preciso exigir um nome e um e-mail ou telefone. Arraste os campos ou mova-os com Alt e uma seta.', 'forms.addField': 'Adicionar um campo', 'forms.required': 'Obrigatório', 'forms.hidden': 'oculto',
  'forms.isHidden': 'Oculto: ninguém vê o campo, e vale o valor padrão', 'forms.default': 'Valor padrão', 'forms.moved': '{name} agora é o número {place}.',
  'forms.resume': 'Currículo', 'formResume.required': 'Obrigatório', 'formResume.optional': 'Opcional', 'formResume.off': 'Não pedir',
  'forms.consentsHelp': 'Com o que as pessoas concordam. Guardamos exatamente as palavras que leram.', 'forms.addConsent': 'Adicionar um consentimento', 'forms.purpose': 'Finalidade', 'forms.purposeHelp': 'Letras de a a z, algarismos e sublinhados, como marketing.', 'forms.consentText': 'Texto',
  'forms.thanks': 'Agradecimento', 'forms.redirect': 'Ou seguir para esta página', 'forms.redirectHelp': 'Um endereço https, no seu host ou em um dos sites abaixo.',
  'forms.notify': 'Avisar estes endereços', 'forms.notifyHelp': 'Um por linha. Vazio: os das configurações.', 'forms.source': 'Origem', 'forms.sourceHelp': 'Fica nos leads que não dizem de onde vieram.',
  'forms.guard': 'Proteção contra spam', 'forms.guardHelp': 'O que parece vir de um programa é separado, e quem enviou recebe a resposta de sempre.', 'formGuard.off': 'Desligada', 'formGuard.standard': 'Padrão', 'formGuard.strict': 'Rigorosa',
  'forms.origins': 'Sites que podem mostrá-lo', 'forms.originsHelp': 'Um por linha, como https://www.exemplo.com.br.', 'forms.device': 'Aparelho', 'forms.device.desktop': 'Computador', 'forms.device.phone': 'Celular',
  'forms.previewFaulty': 'A prévia espera até que tudo o que é preciso esteja preenchido.',
  'formField.first_name': 'Nome', 'formField.last_name': 'Sobrenome', 'formField.name': 'Nome completo', 'formField.email': 'E-mail', 'formField.phone': 'Telefone',
  'formField.invoicing': 'Faturamento anual', 'formField.collaborators': 'Pessoas na empresa', 'formField.scheduling_day': 'Dia e hora de preferência',
};
