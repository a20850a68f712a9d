// The pages: their addresses, who may see them, and the module that is fetched when one is first gone to.

export const routes = [
  { path: '/sign-in', isOpen: true, load: () => import('./views/sign-in.js') },
  { path: '/forgot', isOpen: true, load: () => import('./views/forgot.js') },
  { path: '/reset', isOpen: true, load: () => import('./views/reset.js') },
  { path: '/', load: () => import('./views/overview.js'), permission: 'metrics.view' },
  { path: '/leads', load: () => import('./views/leads.js'), permission: 'leads.view' },
  { path: '/leads/:id', load: () => import('./views/lead.js'), permission: 'leads.view' },
  { path: '/board', load: () => import('./views/board.js'), permission: 'leads.view' },
  { path: '/customers', load: () => import('./views/customers.js'), permission: 'customers.view' },
  { path: '/customers/:id', load: () => import('./views/customer.js'), permission: 'customers.view' },
  { path: '/products', load: () => import('./views/products.js'), permission: 'products.view' },
  { path: '/tasks', load: () => import('./views/tasks.js'), permission: 'tasks.manage' },
  { path: '/messages', load: () => import('./views/messages.js'), permission: 'messages.send' },
  { path: '/settings', load: () => import('./views/settings.js'), permission: 'core.view_config' },
  { path: '/settings/:section', load: () => import('./views/settings.js'), permission: 'core.view_config' },
  { path: '/users', load: () => import('./views/users.js'), permission: 'users.view' },
  { path: '/audit', load: () => import('./views/audit.js'), permission: 'audit.view' },
  { path: '/account', load: () => import('./views/account.js') },
];

/** What the menu offers, in its order; each is shown to those who may see its page. */
export const menu = ['/', '/leads', '/board', '/tasks', '/customers', '/products', '/messages', '/settings', '/users', '/audit'];
