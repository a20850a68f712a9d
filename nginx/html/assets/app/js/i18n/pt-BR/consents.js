// Português do Brasil: consentimentos.
export default {
  'consents.title': 'Consentimentos', 'consents.none': 'Nada foi pedido ainda.', 'consents.given': 'Dado', 'consents.notGiven': 'Não dado',
  'consents.record': 'Registrar consentimento', 'consents.withdraw': 'Revogar', 'consents.answer': 'Resposta', 'consents.purpose': 'Finalidade',
  'consents.purposeHelp': 'Letras de a a z, algarismos e sublinhados, como marketing.', 'consents.text': 'Com que palavras',
  'consents.textHelp': 'O que a pessoa leu, disse ou escreveu, e onde. Não pode ser alterado depois.',
  'consents.by.form': 'Formulário {form}, versão {version}', 'consents.by.staff': 'Registrado pela equipe', 'consents.by.self-service': 'Pela própria pessoa', 'consents.by.import': 'Importado',
};
